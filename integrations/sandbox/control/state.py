"""The workspace as one person sees it, and as a test sees all of it."""

from dataclasses import asdict
from itertools import islice

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User
from integrations.sandbox.world.views import View
from integrations.sandbox.world.workspace import Workspace

NEWEST = 200
"""Messages of a channel that a page gets, replies among them."""


def state(ws: Workspace, user: str) -> Json:
    """What one person sees; never what only somebody else may see."""
    manifest = ws.manifest or {}
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    return {
        "version": ws.seen.get(user, 0),
        "now": f"{ws.clock.now():.6f}",
        "team": asdict(ws.team),
        "me": user,
        "app": {
            "id": ws.app.id,
            "name": ws.app.name,
            "bot_user_id": ws.bot,
            "commands": [_command(row) for row in features.get("slash_commands", [])],
            "app_home": {
                "home_tab": home.get("home_tab_enabled", ws.manifest is None),
                "messages_tab": home.get("messages_tab_enabled", ws.manifest is None),
            },
        },
        "users": [_user(person) for person in ws.users.values()],
        "usergroups": [
            {"id": g.id, "handle": g.handle, "name": g.name}
            for g in ws.usergroups.values()
            if not g.disabled
        ],
        "channels": [
            _channel(channel, user)
            for channel in ws.channels.values()
            if channel.visible_to(user)
        ],
        "views": [_view(ws.views[view_id]) for view_id in ws.stacks.get(user, [])],
        "home": _home(ws.homes.get(user)),
        "notices": ws.notices.get(user, []),
    }


def _command(row: Json) -> Json:
    return {
        "command": row["command"],
        "description": row.get("description", ""),
        "usage_hint": row.get("usage_hint", ""),
    }


def _user(person: User) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "tz": person.tz,
        "avatar": {"text": person.initials, "color": person.color},
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_guest": person.is_guest,
    }


def _channel(channel: Channel, user: str) -> Json:
    shape: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
        "members": channel.members,
        "is_member": user in channel.members,
        "unread": channel.unread(user),
        "bookmarks": [
            {key: bookmark[key] for key in ("id", "title", "link", "emoji")}
            for bookmark in channel.bookmarks
        ],
        "pins": [pin["ts"] for pin in channel.pins],
        "messages": _messages(channel, user),
    }
    if channel.is_im:
        shape["user"] = channel.other(user)
    return shape


def _messages(channel: Channel, user: str) -> list[Json]:
    newest = list(islice(reversed(channel.messages.values()), NEWEST))
    newest.extend(channel.ephemeral.get(user, {}).values())
    newest.sort(key=lambda message: str(message["ts"]))
    return [_message(message) for message in newest[-NEWEST:]]


def _message(message: Json) -> Json:
    edited = message.get("edited")
    return {
        "ts": message["ts"],
        "user": message.get("user"),
        "bot_id": message.get("bot_id"),
        "username": message.get("username"),
        "text": message.get("text", ""),
        "blocks": message.get("blocks") or [],
        "attachments": message.get("attachments") or [],
        "thread_ts": message.get("thread_ts"),
        "reply_count": message.get("reply_count", 0),
        "reply_users": message.get("reply_users", []),
        "latest_reply": message.get("latest_reply"),
        "edited": {"ts": edited["ts"]} if edited else None,
        "ephemeral": bool(message.get("is_ephemeral")),
        "subtype": message.get("subtype"),
        "metadata": message.get("metadata"),
    }


def _view(view: View) -> Json:
    body = view.body
    return {
        "id": view.id,
        "type": body["type"],
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "blocks": view.blocks,
        "callback_id": body.get("callback_id", ""),
        "private_metadata": body.get("private_metadata", ""),
        "state": {"values": view.values},
        "errors": view.errors,
        "busy": view.busy,
        "hash": view.hash,
    }


def _home(view: View | None) -> Json | None:
    if view is None:
        return None
    return {"id": view.id, "blocks": view.blocks, "state": {"values": view.values}}


def dump(ws: Workspace) -> Json:
    """The whole workspace, for assertions."""
    return {
        "version": ws.version,
        "team": asdict(ws.team),
        "app": asdict(ws.app),
        "users": [asdict(user) for user in ws.users.values()],
        "usergroups": [asdict(group) for group in ws.usergroups.values()],
        "channels": [_dumped(channel) for channel in ws.channels.values()],
        "views": [asdict(view) for view in ws.views.values()],
        "homes": {user: asdict(view) for user, view in ws.homes.items()},
        "notices": ws.notices,
    }


def _dumped(channel: Channel) -> Json:
    shape = asdict(channel)
    shape["messages"] = list(channel.messages.values())
    shape["ephemeral"] = {
        reader: list(held.values()) for reader, held in channel.ephemeral.items()
    }
    return shape
