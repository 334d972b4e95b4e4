"""usergroups.list and usergroups.users.list."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world.people import UserGroup


def _shape(call: Call, group: UserGroup) -> Json:
    shape: Json = {
        "id": group.id,
        "team_id": call.ws.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.created,
        "date_delete": group.created if group.disabled else 0,
        "auto_type": None,
        "prefs": {"channels": [], "groups": []},
    }
    if call.args.get("include_count"):
        shape["user_count"] = len(group.users)
    if call.args.get("include_users"):
        shape["users"] = group.users
    return shape


@method("usergroups.list")
def usergroups_list(call: Call) -> Json:
    """The groups; disabled ones only when asked for."""
    call.scoped("usergroups:read")
    disabled = call.args.get("include_disabled", False)
    groups = [g for g in call.ws.usergroups.values() if disabled or not g.disabled]
    return {"ok": True, "usergroups": [_shape(call, group) for group in groups]}


@method("usergroups.users.list")
def members(call: Call) -> Json:
    """Who is in a group."""
    call.scoped("usergroups:read")
    group = call.ws.usergroups.get(call.args["usergroup"])
    if group is None or (group.disabled and not call.args.get("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"ok": True, "users": group.users}
