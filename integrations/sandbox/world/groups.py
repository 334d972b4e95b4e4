"""User groups ("subteams"): made, changed, switched off, and their members replaced.

Source of the events: docs.slack.dev/reference/events/subteam_created,
subteam_updated (`users` is cut at 500) and subteam_members_changed.
"""

from typing import Any

from integrations.sandbox.ids import new_id
from integrations.sandbox.types import Json
from integrations.sandbox.world.people import UserGroup
from integrations.sandbox.world.workspace import Workspace

MOST_IN_EVENT = 500


def group_json(ws: Workspace, group: UserGroup) -> Json:
    """A user group object, without `users` and `user_count`."""
    return {
        "id": group.id,
        "team_id": ws.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated or group.created,
        "date_delete": (group.deleted_at or group.created) if group.disabled else 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.updated_by,
        "deleted_by": group.updated_by if group.disabled else None,
        "prefs": {"channels": group.channels, "groups": []},
    }


def create_group(
    ws: Workspace, *, handle: str, name: str, by: str, **more: Any
) -> UserGroup:
    """A new group without members; `more` is its description and its channels."""
    now = int(ws.clock.now())
    group = UserGroup(id=new_id("S"), handle=handle, name=name, created=now, **more)
    group.created_by = by
    ws.usergroups[group.id] = group
    _changed(ws, group, by, "subteam_created")
    return group


def change_group(ws: Workspace, group: UserGroup, by: str, **values: object) -> None:
    """Change name, handle, description or channels."""
    for name, value in values.items():
        setattr(group, name, value)
    _changed(ws, group, by, "subteam_updated")


def switch_group(ws: Workspace, group: UserGroup, by: str, *, disabled: bool) -> None:
    """Disable a group, or enable it again; its members stay with it."""
    group.disabled = disabled
    group.deleted_at = int(ws.clock.now()) if disabled else 0
    _changed(ws, group, by, "subteam_updated")


def replace_members(ws: Workspace, group: UserGroup, users: list[str], by: str) -> None:
    """Give a group other members, all of them at once."""
    before, previous = group.users, group.updated or group.created
    group.users = users
    _changed(ws, group, by, "subteam_updated")
    added = [user for user in users if user not in before]
    removed = [user for user in before if user not in users]
    if not added and not removed:
        return
    ws.emit(
        {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": ws.team.id,
            "date_previous_update": previous,
            "date_update": group.updated,
            "added_users": added,
            "added_users_count": str(len(added)),
            "removed_users": removed,
            "removed_users_count": str(len(removed)),
        }
    )


def _changed(ws: Workspace, group: UserGroup, by: str, kind: str) -> None:
    group.updated = int(ws.clock.now())
    group.updated_by = by
    ws.touch_people()
    shape = group_json(ws, group) | {
        "users": group.users[:MOST_IN_EVENT],
        "user_count": len(group.users),
        "channel_count": len(group.channels),
    }
    ws.emit({"type": kind, "subteam": shape})
