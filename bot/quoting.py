"""A message that somebody chose, as a form carries it and as the timeline takes it."""

from collections.abc import Mapping
from typing import Any

from bot.declaring import Quote, fitted
from bot.plaintext import ids_in, readable
from bot.reading import facts_of
from incidents.channels import queries as channels
from incidents.channels.names import names_of
from incidents.record.timeline import MessageFacts


def quote_of(message: Mapping[str, Any], *, channel: str) -> Quote:
    """`message` as Slack's message actions carry it; its words clipped to fit."""
    ts = str(message["ts"])
    thread = str(message.get("thread_ts") or "")
    return Quote(
        channel=channel,
        ts=ts,
        user=str(message.get("user") or ""),
        text=fitted(readable(message, names_of(ids_in(message)))),
        permalink=_permalink(channel, ts, thread),
    )


def facts_of_quote(quote: Quote) -> MessageFacts:
    """As the timeline takes it."""
    message = {"ts": quote.ts, "user": quote.user, "text": quote.text}
    return facts_of(message, channel=quote.channel, permalink=quote.permalink)


def _permalink(channel: str, ts: str, thread: str) -> str:
    """Where Slack shows the message. Source: the answers of chat.getPermalink."""
    workspace = channels.workspace()
    root = workspace.url.rstrip("/") if workspace and workspace.url else ""
    if not root:
        return ""
    within = f"?thread_ts={thread}&cid={channel}" if thread not in ("", ts) else ""
    return f"{root}/archives/{channel}/p{ts.replace('.', '')}{within}"
