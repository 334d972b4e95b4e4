"""bookmarks.add, bookmarks.list, bookmarks.edit, bookmarks.remove."""

import re
from urllib.parse import urlsplit

from integrations.sandbox.ids import new_id
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel

MOST_BOOKMARKS = 100
"""Bookmarks of one channel. Source: docs.slack.dev, error too_many_bookmarks."""


def _checked_link(link: str | None) -> str:
    parts = urlsplit(link or "")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SlackError("invalid_link")
    return link or ""


def _checked_emoji(emoji: str | None) -> str:
    if emoji and not re.fullmatch(r":[a-z0-9_+'-]+:", emoji):
        raise SlackError("invalid_emoji")
    return emoji or ""


def _found(call: Call, channel: Channel) -> Json:
    wanted = call.args["bookmark_id"]
    for bookmark in channel.bookmarks:
        if bookmark["id"] == wanted:
            return bookmark
    raise SlackError("not_found")


@method("bookmarks.add")
def add(call: Call) -> Json:
    """Put a link on the channel's bar."""
    call.scoped("bookmarks:write")
    channel = call.member_channel("channel_id")
    if call.args["type"] != "link":
        raise SlackError("invalid_bookmark_type")
    link = _checked_link(call.args.get("link"))
    emoji = _checked_emoji(call.args.get("emoji"))
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    now = int(call.ws.clock.now())
    bookmark: Json = {
        "id": new_id("Bk"),
        "channel_id": channel.id,
        "title": call.args["title"],
        "link": link,
        "emoji": emoji,
        "icon_url": None,
        "type": "link",
        "entity_id": call.args.get("entity_id"),
        "date_created": now,
        "date_updated": 0,
        "rank": f"{len(channel.bookmarks):04d}",
        "last_updated_by_user_id": call.ws.bot,
        "last_updated_by_team_id": call.ws.team.id,
        "shortcut_id": None,
        "app_id": call.ws.app.id,
        "app_action_id": None,
    }
    channel.bookmarks.append(bookmark)
    call.ws.touch_channel(channel)
    return {"ok": True, "bookmark": bookmark}


@method("bookmarks.edit")
def edit(call: Call) -> Json:
    """Change a bookmark's title, link or emoji."""
    call.scoped("bookmarks:write")
    channel = call.member_channel("channel_id")
    bookmark = _found(call, channel)
    changes = {k: call.args[k] for k in ("title", "link", "emoji") if k in call.args}
    if "link" in changes:
        _checked_link(changes["link"])
    if "emoji" in changes:
        _checked_emoji(changes["emoji"])
    bookmark.update(changes, date_updated=int(call.ws.clock.now()))
    call.ws.touch_channel(channel)
    return {"ok": True, "bookmark": bookmark}


@method("bookmarks.remove")
def remove(call: Call) -> Json:
    """Take a bookmark off the bar."""
    call.scoped("bookmarks:write")
    channel = call.member_channel("channel_id")
    channel.bookmarks.remove(_found(call, channel))
    call.ws.touch_channel(channel)
    return {"ok": True}


@method("bookmarks.list")
def bookmarks_list(call: Call) -> Json:
    """The channel's bar."""
    call.scoped("bookmarks:read")
    channel = call.member_channel("channel_id")
    return {"ok": True, "bookmarks": channel.bookmarks}
