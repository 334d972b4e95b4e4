"""Whose token a call came with."""

from dataclasses import dataclass

from integrations.sandbox.options import Options
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.scopes import (
    ADMIN_SCOPES,
    APP_SCOPES,
    BOT_SCOPES,
    CONFIG_SCOPES,
)
from integrations.sandbox.world.workspace import Workspace

SOCKET_METHODS = frozenset({"apps.connections.open"})
CONFIG_METHODS = frozenset({"apps.manifest.export"})
# Muster never acts as a person, but an admin may lend it a token for these.
ADMIN_METHODS = frozenset(
    {
        "auth.test",
        "conversations.info",
        "conversations.list",
        "conversations.members",
        "conversations.unarchive",
        "usergroups.create",
        "usergroups.disable",
        "usergroups.enable",
        "usergroups.list",
        "usergroups.update",
        "usergroups.users.list",
        "usergroups.users.update",
        "users.info",
        "users.list",
        "users.lookupByEmail",
    }
)


@dataclass(frozen=True)
class Identity:
    """Who calls, and with which scopes; `user` is empty for tokens of nobody."""

    kind: str
    user: str
    scopes: tuple[str, ...]

    @property
    def is_bot(self) -> bool:
        """Whether it is the app itself rather than a person."""
        return self.kind == "bot"


def identify(options: Options, ws: Workspace, token: str, method: str) -> Identity:
    """Whose token it is. Raises SlackError, also where it is of the wrong kind."""
    if not token:
        raise SlackError("not_authed")
    found = _owner(options, ws, token)
    if method in CONFIG_METHODS:
        if found is None or found.kind != "config":
            raise SlackError("invalid_auth")
        return found
    if found is None:
        raise SlackError("invalid_auth")
    if not _may_call(found.kind, method):
        raise SlackError("not_allowed_token_type")
    return found


def _owner(options: Options, ws: Workspace, token: str) -> Identity | None:
    if token == options.bot_token:
        granted = ws.granted_scopes()
        scopes = BOT_SCOPES if granted is None else tuple(granted)
        return Identity("bot", ws.bot, scopes)
    if token == options.app_token:
        return Identity("app", "", APP_SCOPES)
    if token == options.config_token:
        return Identity("config", "", CONFIG_SCOPES)
    if token == options.admin_token:
        return Identity("user", _admin(ws), ADMIN_SCOPES)
    return None


def _admin(ws: Workspace) -> str:
    """The first admin of the workspace; nobody's token is revoked."""
    for user in ws.users.values():
        if user.is_admin and not user.deleted:
            return user.id
    raise SlackError("token_revoked")


def _may_call(kind: str, method: str) -> bool:
    if kind == "user":
        return method in ADMIN_METHODS
    return (kind == "app") == (method in SOCKET_METHODS) and kind != "config"
