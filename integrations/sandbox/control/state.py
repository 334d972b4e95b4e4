"""The workspace as one person sees it."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User, UserGroup
from integrations.sandbox.world.views import View
from integrations.sandbox.world.workspace import Workspace

NEWEST = 200
"""Messages of a channel that a page gets, replies among them."""
MOST_LISTED = 200
"""Above this many channels (or people, or members of one channel) a page gets only
those it needs, and asks `browse` and `people` for others."""
NEWEST_MAIL = 50
_USER_ID = re.compile(r"\bU[A-Z0-9]{6,}\b")


def state(ws: Workspace, user: str, *, also: str | None = None) -> Json:
    """What one person sees; never what only somebody else may see.

    `also` is a channel to include though they are not in it, if they may see it.
    """
    manifest = ws.manifest or {}
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    shown: Json = {
        "channels": [_channel(c, user) for c in _channels(ws, user, also)],
        "views": [_view(ws.views[view_id]) for view_id in ws.stacks.get(user, [])],
        "home": _home(ws.homes.get(user)),
        "notices": ws.notices.get(user, []),
    }
    return {
        "version": ws.version_for(user),
        "now": f"{ws.clock.now():.6f}",
        "team": asdict(ws.team),
        "me": user,
        "app": {
            "id": ws.app.id,
            "name": ws.app.name,
            "bot_user_id": ws.bot,
            "commands": [_command(row) for row in features.get("slash_commands", [])],
            "shortcuts": [_shortcut(row) for row in features.get("shortcuts", [])],
            "app_home": {
                "home_tab": home.get("home_tab_enabled", ws.manifest is None),
                "messages_tab": home.get("messages_tab_enabled", ws.manifest is None),
            },
        },
        "users": [user_shape(person) for person in _people(ws, user, shown)],
        "usergroups": [_group(group) for group in ws.usergroups.values()],
        "mail": [_mail(row) for row in mail_for(ws, user)[-NEWEST_MAIL:]],
        **shown,
    }


def _channels(ws: Workspace, user: str, also: str | None) -> Iterable[Channel]:
    """Those they are in; in a small workspace also those they may join."""
    everything = len(ws.channels) <= MOST_LISTED
    return [
        channel
        for channel in ws.channels.values()
        if (everything or channel.id == also or user in channel.members)
        and channel.visible_to(user)
    ]


def _people(ws: Workspace, user: str, shown: Json) -> Iterable[User]:
    """Everybody; in a big workspace those named in what is shown, and the first 200."""
    if len(ws.users) <= MOST_LISTED:
        return ws.users.values()
    named = {user, ws.bot, *_USER_ID.findall(json.dumps(shown))}
    named.update(islice(ws.users, MOST_LISTED))
    return [person for person in ws.users.values() if person.id in named]


def mail_for(ws: Workspace, user: str) -> list[Json]:
    """Mail that came to this person's address, oldest first."""
    address = ws.users[user].email.lower()
    return [row for row in ws.mail if address and address in row["to"]]


def _mail(row: Json) -> Json:
    """As its reader sees it: whoever else got a blind copy stays hidden."""
    kept = ("id", "from", "subject", "text", "html", "at")
    return {key: row[key] for key in kept} | {"to": row["named"]}


def _group(group: UserGroup) -> Json:
    return {
        "id": group.id,
        "handle": group.handle,
        "name": group.name,
        "users": group.users,
        "is_disabled": group.disabled,
    }


def _shortcut(row: Json) -> Json:
    return {
        "name": row["name"],
        "type": row["type"],
        "callback_id": row["callback_id"],
        "description": row.get("description", ""),
    }


def _command(row: Json) -> Json:
    return {
        "command": row["command"],
        "description": row.get("description", ""),
        "usage_hint": row.get("usage_hint", ""),
    }


def user_shape(person: User) -> Json:
    """A person as pages list them."""
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
        "members": _members(channel, user),
        "num_members": len(channel.members),
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


def _members(channel: Channel, user: str) -> list[str]:
    """All of them; of very many the first, this person among them."""
    if len(channel.members) <= MOST_LISTED:
        return channel.members
    first = channel.members[:MOST_LISTED]
    return first if user in first or user not in channel.members else [user, *first]


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
        "reactions": message.get("reactions", []),
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
