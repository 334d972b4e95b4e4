"""Posting, editing and deleting messages, and the events each one causes."""

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.views import identified
from integrations.sandbox.world.workspace import Workspace

# Fields an app may give that are kept with the message as they came.
KEPT = ("blocks", "attachments", "metadata", "username", "icon_emoji", "icon_url")


def by_app(ws: Workspace, content: Json) -> Json:
    """The fields of a message that the app posts."""
    message: Json = {
        "type": "message",
        "user": ws.bot,
        "bot_id": ws.app.bot_id,
        "app_id": ws.app.id,
        "team": ws.team.id,
        "text": content.get("text") or "",
        "bot_profile": {
            "id": ws.app.bot_id,
            "app_id": ws.app.id,
            "name": ws.app.name,
            "deleted": False,
            "team_id": ws.team.id,
        },
    }
    message.update({key: content[key] for key in KEPT if content.get(key)})
    if "blocks" in message:
        message["blocks"] = identified(message["blocks"])
    return message


def by_person(ws: Workspace, user: str, text: str) -> Json:
    """The fields of a message that a person types."""
    return {"type": "message", "user": user, "team": ws.team.id, "text": text}


def post(
    ws: Workspace,
    channel: Channel,
    message: Json,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
) -> Json:
    """Add a message to a channel or to a thread of it; answers it with its ts."""
    posted = {**message, "ts": ws.clock.ts()}
    if thread_ts:
        posted["thread_ts"] = thread_ts
        _count_reply(channel.messages[thread_ts], posted)
        if broadcast:
            posted["subtype"] = "thread_broadcast"
    channel.messages[posted["ts"]] = posted
    channel.last_read[posted["user"]] = posted["ts"]
    ws.touch_channel(channel)
    ws.emit(_event(channel, posted), channel)
    return posted


def system(ws: Workspace, channel: Channel, subtype: str, user: str, text: str) -> Json:
    """A message Slack itself writes, such as `channel_join`."""
    message = {"type": "message", "subtype": subtype, "user": user, "text": text}
    return post(ws, channel, message)


def whisper(
    ws: Workspace,
    channel: Channel,
    reader: str,
    message: Json,
    *,
    thread_ts: str | None = None,
) -> Json:
    """An ephemeral message: one reader alone sees it, and it is never kept."""
    posted = {**message, "ts": ws.clock.ts(), "is_ephemeral": True}
    if thread_ts:
        posted["thread_ts"] = thread_ts
    channel.ephemeral.setdefault(reader, {})[posted["ts"]] = posted
    ws.touch([reader])
    return posted


def edit(ws: Workspace, channel: Channel, message: Json, content: Json) -> None:
    """Replace what `content` names, as `chat.update` does.

    Blocks that are not named stay; an empty list removes them (docs.slack.dev,
    chat.update, argument `blocks`).
    """
    before = dict(message)
    if content.get("text") is not None:
        message["text"] = content["text"]
    for key in ("blocks", "attachments", "metadata"):
        if key in content:
            message[key] = content[key]
    if message.get("blocks"):
        message["blocks"] = identified(message["blocks"])
    message["edited"] = {"user": message["user"], "ts": ws.clock.ts()}
    if message.get("is_ephemeral"):
        ws.touch(
            reader for reader, held in channel.ephemeral.items() if before["ts"] in held
        )
        return
    ws.touch_channel(channel)
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "message": message,
        "previous_message": before,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": message["edited"]["ts"],
        "event_ts": message["edited"]["ts"],
    }
    ws.emit(changed, channel)


def delete(ws: Workspace, channel: Channel, ts: str) -> None:
    """Take a message away; its pin goes with it."""
    message = channel.messages.pop(ts)
    channel.pins = [pin for pin in channel.pins if pin["ts"] != ts]
    parent = channel.messages.get(message.get("thread_ts", ""))
    if parent:
        _recount(channel, parent)
    ws.touch_channel(channel)
    gone = ws.clock.ts()
    deleted = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": message,
        "deleted_ts": ts,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": gone,
        "event_ts": gone,
    }
    ws.emit(deleted, channel)


def replies(channel: Channel, ts: str) -> list[Json]:
    """The replies of a thread, oldest first, without its parent."""
    return [
        m
        for m in channel.messages.values()
        if m.get("thread_ts") == ts and m["ts"] != ts
    ]


def _event(channel: Channel, message: Json) -> Json:
    return {
        **message,
        "channel": channel.id,
        "channel_type": channel.kind,
        "event_ts": message["ts"],
    }


def _count_reply(parent: Json, reply: Json) -> None:
    parent["thread_ts"] = parent["ts"]
    parent["reply_count"] = parent.get("reply_count", 0) + 1
    users = parent.setdefault("reply_users", [])
    if reply["user"] not in users:
        users.append(reply["user"])
    parent["reply_users_count"] = len(users)
    parent["latest_reply"] = reply["ts"]


def _recount(channel: Channel, parent: Json) -> None:
    rest = replies(channel, parent["ts"])
    parent["reply_count"] = len(rest)
    parent["reply_users"] = list(dict.fromkeys(reply["user"] for reply in rest))
    parent["reply_users_count"] = len(parent["reply_users"])
    parent["latest_reply"] = rest[-1]["ts"] if rest else None
