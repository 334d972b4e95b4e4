"""usergroups.*: listing, making, changing, disabling, and their members.

Source: docs.slack.dev/reference/methods, the page of each. Where a page names no error
for an unknown group, the sandbox answers `no_such_subteam`, as usergroups.users.list.
"""

import re

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world import groups
from integrations.sandbox.world.people import UserGroup

FORBIDDEN_HANDLES = frozenset({"channel", "everyone", "group", "here", "slackbot"})
MOST_HANDLE = 80
MOST_NAME = 255
MOST_DESCRIPTION = 255
MOST_MEMBERS = 10_000
"""Members of one group. Slack names no number; larger requests time out there."""


def _shape(call: Call, group: UserGroup, *, with_users: bool = True) -> Json:
    shape = groups.group_json(call.ws, group)
    if call.args.get("include_count"):
        shape["user_count"] = len(group.users)
    if with_users:
        shape["users"] = group.users
    return shape


def _writable(call: Call) -> None:
    """The scope, and the workspace's word on who may manage groups."""
    call.scoped("usergroups:write")
    if call.groups_by == "admins" and call.identity.is_bot:
        raise SlackError("permission_denied")


def _group(call: Call) -> UserGroup:
    group = call.ws.usergroups.get(call.args["usergroup"])
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _listed(text: str | None) -> list[str]:
    """A comma-separated argument, each once."""
    parts = (part.strip() for part in (text or "").split(","))
    return list(dict.fromkeys(part for part in parts if part))


def _checked_name(call: Call, group: UserGroup | None = None) -> str:
    name = str(call.args["name"])
    if not name.strip():
        raise SlackError("missing_subteam_name")
    if len(name) > MOST_NAME:
        raise SlackError("name_too_long")
    if any(g.name == name for g in call.ws.usergroups.values() if g is not group):
        raise SlackError("name_already_exists")
    return name


def _checked_handle(call: Call, group: UserGroup | None = None) -> str:
    handle = str(call.args["handle"])
    if not re.fullmatch(r"[a-z0-9._-]+", handle) or len(handle) > MOST_HANDLE:
        raise SlackError("bad_handle")
    if handle in FORBIDDEN_HANDLES:
        raise SlackError("forbidden_handle")
    own = group is not None and group.handle == handle
    people = any(user.name == handle for user in call.ws.users.values())
    if not own and (people or call.ws.name_is_taken(handle)):
        raise SlackError("handle_already_exists")
    return handle


def _checked_channels(call: Call) -> list[str]:
    channels = _listed(call.args["channels"])
    for ref in channels:
        channel = call.ws.channels.get(ref)
        if channel is None or not channel.visible_to(call.identity.user):
            raise SlackError("invalid_channel_provided")
    return channels


def _changes(call: Call, group: UserGroup | None = None) -> Json:
    """The fields given, checked; a name makes a handle where none is given."""
    changes: Json = {}
    if call.args.get("name") is not None:
        changes["name"] = _checked_name(call, group)
    if call.args.get("handle"):
        changes["handle"] = _checked_handle(call, group)
    if "description" in call.args:
        if len(call.args["description"]) > MOST_DESCRIPTION:
            raise SlackError("description_too_long")
        changes["description"] = call.args["description"]
    if call.args.get("channels") is not None:
        changes["channels"] = _checked_channels(call)
    return changes


@method("usergroups.list")
def usergroups_list(call: Call) -> Json:
    """The groups; disabled ones only when asked for."""
    call.scoped("usergroups:read")
    disabled = call.args.get("include_disabled", False)
    with_users = call.args.get("include_users", False)
    held = [g for g in call.ws.usergroups.values() if disabled or not g.disabled]
    rows = [_shape(call, group, with_users=with_users) for group in held]
    return {"ok": True, "usergroups": rows}


@method("usergroups.create")
def create(call: Call) -> Json:
    """A new group, without members."""
    _writable(call)
    changes = _changes(call)
    name = changes.pop("name")
    handle = changes.pop("handle", None) or _handle_for(call, name)
    group = groups.create_group(
        call.ws, handle=handle, name=name, by=call.identity.user, **changes
    )
    return {"ok": True, "usergroup": _shape(call, group)}


def _handle_for(call: Call, name: str) -> str:
    handle = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-")[:MOST_HANDLE]
    taken = call.ws.name_is_taken(handle)
    return f"{handle}-{len(call.ws.usergroups)}" if taken or not handle else handle


@method("usergroups.update")
def update(call: Call) -> Json:
    """Another name, handle, description or default channels."""
    _writable(call)
    group = _group(call)
    changes = _changes(call, group)
    groups.change_group(call.ws, group, call.identity.user, **changes)
    return {"ok": True, "usergroup": _shape(call, group)}


@method("usergroups.disable")
def disable(call: Call) -> Json:
    """Switch a group off; nobody can mention it, and it keeps its members."""
    _writable(call)
    group = _group(call)
    groups.switch_group(call.ws, group, call.identity.user, disabled=True)
    return {"ok": True, "usergroup": _shape(call, group)}


@method("usergroups.enable")
def enable(call: Call) -> Json:
    """Switch a group on again."""
    _writable(call)
    group = _group(call)
    groups.switch_group(call.ws, group, call.identity.user, disabled=False)
    return {"ok": True, "usergroup": _shape(call, group)}


@method("usergroups.users.list")
def members(call: Call) -> Json:
    """Who is in a group."""
    call.scoped("usergroups:read")
    group = call.ws.usergroups.get(call.args["usergroup"])
    if group is None or (group.disabled and not call.args.get("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"ok": True, "users": group.users}


@method("usergroups.users.update")
def replace(call: Call) -> Json:
    """Replace all members. A group cannot be emptied; guests and bots cannot join."""
    _writable(call)
    group = _group(call)
    users = _listed(call.args.get("users"))
    if not users:
        raise SlackError("no_users_provided")
    if len(users) > MOST_MEMBERS:
        raise SlackError("subteam_max_users_exceeded")
    if any(not re.fullmatch(r"[UW][A-Z0-9]+", user) for user in users):
        raise SlackError("invalid_users")
    if any(user not in call.ws.users for user in users):
        raise SlackError("failed_for_some_users")
    if any(_cannot_be_in_groups(call, user) for user in users):
        raise SlackError("invalid_users")
    groups.replace_members(call.ws, group, users, call.identity.user)
    return {"ok": True, "usergroup": _shape(call, group)}


def _cannot_be_in_groups(call: Call, user_id: str) -> bool:
    user = call.ws.users[user_id]
    return user.deleted or user.is_bot or user.is_guest
