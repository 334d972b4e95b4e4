"""Slack's app manifest, derived from what the registries hold. Pure.

Source: docs.slack.dev/reference/app-manifest, schema version 1
"""

from collections.abc import Iterable
from typing import Any

from bot import registry
from bot.parsing import UNKNOWN
from bot.registry import MessageAction, Shortcut

_MANAGE = ("channels:manage", "groups:write")
_HISTORY = ("channels:history", "groups:history", "im:history")

# Every method that Muster calls and the bot scopes it needs; a test keeps it whole.
# Source: the page of each method.
METHODS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "bookmarks.add": ("bookmarks:write",),
    "bookmarks.list": ("bookmarks:read",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    # Announcements go to public channels that the bot did not join.
    "chat.postMessage": ("chat:write", "chat:write.public"),
    "chat.update": ("chat:write",),
    "conversations.archive": _MANAGE,
    "conversations.create": _MANAGE,
    "conversations.history": _HISTORY,
    "conversations.invite": _MANAGE,
    "conversations.join": ("channels:join",),
    "conversations.list": ("channels:read", "groups:read"),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "conversations.setTopic": _MANAGE,
    "pins.add": ("pins:write",),
    "usergroups.list": ("usergroups:read",),
    "users.conversations": ("channels:read", "groups:read"),
    "users.list": ("users:read", "users:read.email"),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}


def manifest(
    *, commands: Iterable[str], public_url: str, socket_mode: bool
) -> dict[str, Any]:
    """`commands` start with a slash; `public_url` is where Slack reaches Muster."""
    url = f"{public_url}/slack/events"
    reached: dict[str, Any] = {} if socket_mode else {"request_url": url}
    asked = {} if socket_mode else {"message_menu_options_url": url}
    slash = [_slash_command(command) for command in commands]
    if not socket_mode:
        slash = [each | {"url": url} for each in slash]
    return {
        "display_information": {
            "name": "Muster",
            "description": "Declares, runs and resolves incidents in Slack.",
            "background_color": "#7a1f2b",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Muster", "always_online": True},
            "shortcuts": shortcuts(),
            "slash_commands": slash,
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {**reached, "bot_events": events()},
            "interactivity": {"is_enabled": True, **reached, **asked},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def scopes() -> list[str]:
    """The bot scopes that what Muster calls and hears needs, and no others."""
    heard = (EVENTS.get(name, ()) for name in events())
    return _sorted([*METHODS.values(), *heard, ("commands",)])


def events() -> list[str]:
    return sorted({event.name for event in registry.events()})


def shortcuts() -> list[dict[str, Any]]:
    """Global shortcuts, then the actions of messages."""
    every: list[tuple[str, Shortcut | MessageAction]] = [
        *(("global", each) for each in registry.shortcuts()),
        *(("message", each) for each in registry.message_actions()),
    ]
    return [
        {
            "name": each.name,
            "type": kind,
            "callback_id": each.callback_id,
            "description": each.description,
        }
        for kind, each in every
    ]


def _slash_command(command: str) -> dict[str, Any]:
    verbs = [c.verb for c in registry.commands() if c.verb not in ("", UNKNOWN)]
    return {
        "command": command,
        "description": "Declare an incident, or do something about one",
        "usage_hint": f"[{' | '.join(verbs)}]",
        "should_escape": True,
    }


def _sorted(groups: Iterable[tuple[str, ...]]) -> list[str]:
    return sorted({scope for group in groups for scope in group})
