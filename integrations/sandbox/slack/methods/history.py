"""conversations.history and conversations.replies."""

import re

from integrations.sandbox.slack.cursors import page
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import message_json
from integrations.sandbox.types import Json
from integrations.sandbox.world.messages import replies

HISTORY_SCOPE = {
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
_TS = re.compile(r"\d{1,12}(\.\d{1,6})?")


def _bound(call: Call, name: str, default: float) -> float:
    value = call.args.get(name)
    if not value:
        return default
    if not _TS.fullmatch(value):
        raise SlackError(f"invalid_ts_{name}")
    return float(value)


def _within(call: Call, messages: list[Json]) -> list[Json]:
    """Those between `oldest` and `latest`, the ends themselves if `inclusive`."""
    oldest = _bound(call, "oldest", 0.0)
    latest = _bound(call, "latest", float("inf"))
    if call.args.get("inclusive"):
        return [m for m in messages if oldest <= float(m["ts"]) <= latest]
    return [m for m in messages if oldest < float(m["ts"]) < latest]


def _shapes(call: Call, messages: list[Json]) -> list[Json]:
    metadata = call.args.get("include_all_metadata", False)
    return [message_json(m, with_metadata=metadata) for m in messages]


@method("conversations.history")
def history(call: Call) -> Json:
    """Messages of the channel itself, newest first; replies stay in their threads."""
    channel = call.channel()
    call.scoped(HISTORY_SCOPE[channel.kind])
    channel = call.member_channel()
    main = [
        m
        for m in reversed(channel.messages.values())
        if m.get("thread_ts") in {None, m["ts"]}
        or m.get("subtype") == "thread_broadcast"
    ]
    rows, more = page(_within(call, main), call.args, default=100, most=999)
    return {
        "ok": True,
        "messages": _shapes(call, rows),
        "has_more": bool(more["next_cursor"]),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        "response_metadata": more,
    }


@method("conversations.replies")
def thread(call: Call) -> Json:
    """A thread: its parent, then the replies, oldest first."""
    channel = call.channel()
    call.scoped(HISTORY_SCOPE[channel.kind])
    if call.ws.bot not in channel.members:
        # The method's table has no not_in_channel; Slack hides the thread.
        raise SlackError("thread_not_found")
    parent = channel.messages.get(call.args["ts"])
    if parent is None:
        raise SlackError("thread_not_found")
    rest = _within(call, replies(channel, parent["ts"]))
    rows, more = page([parent, *rest], call.args, default=1000, most=1000)
    return {
        "ok": True,
        "messages": _shapes(call, rows),
        "has_more": bool(more["next_cursor"]),
        "response_metadata": more,
    }
