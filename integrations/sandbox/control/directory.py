"""Looking for channels and people in a workspace too big to list."""

from collections.abc import Sequence
from typing import TypeVar

from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.control.state import user_shape
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User
from integrations.sandbox.world.workspace import Workspace

PAGE = 50

Row = TypeVar("Row")


def browse(ws: Workspace, user: User, query: str, cursor: str) -> Json:
    """Channels this person may open, by name; archived ones last."""
    wanted = query.strip().removeprefix("#").lower()
    found = [
        channel
        for channel in ws.channels.values()
        if not channel.is_im and channel.visible_to(user.id) and wanted in channel.name
    ]
    found.sort(key=lambda c: (c.is_archived, not c.name.startswith(wanted), c.name))
    rows, following = _page(found, cursor)
    shapes = [_channel(channel, user.id) for channel in rows]
    return {
        "ok": True,
        "channels": shapes,
        "total": len(found),
        "next_cursor": following,
    }


def _channel(channel: Channel, user: str) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
        "num_members": len(channel.members),
        "is_member": user in channel.members,
    }


def people(ws: Workspace, query: str, cursor: str) -> Json:
    """People by name, those still here, best match first."""
    wanted = query.strip().removeprefix("@").lower()
    found = [
        person
        for person in ws.users.values()
        if not person.deleted
        and (wanted in person.name.lower() or wanted in person.real_name.lower())
    ]
    found.sort(key=lambda person: not person.name.lower().startswith(wanted))
    rows, following = _page(found, cursor)
    return {
        "ok": True,
        "users": [user_shape(person) for person in rows],
        "total": len(found),
        "next_cursor": following,
    }


def _page(rows: Sequence[Row], cursor: str) -> tuple[Sequence[Row], str]:
    """One page; the cursor of the next is empty after the last."""
    if cursor and not cursor.isdecimal():
        raise ControlError("invalid_cursor")
    start = int(cursor or 0)
    end = start + PAGE
    return rows[start:end], str(end) if end < len(rows) else ""
