"""Read a message that somebody marked, and put it on the timeline."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from bot import postings
from bot.reading import facts_of, is_marked, is_ours
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.channels import queries as channels
from incidents.outbox.values import ProviderError
from incidents.record import queries, timeline

GONE = {"message_not_found", "thread_not_found"}


def send(sending: Sending) -> Receipt:
    channel, ts = str(sending.args["channel"]), str(sending.args["ts"])
    incident = queries.get(sending.incident_id)
    workspace = channels.workspace()
    message = _read(sending, channel, ts)
    if message is None:
        return _gone(sending)
    if workspace is None or is_ours(message, workspace):
        return postings.nothing
    marked = is_marked(message, channel=channel, emoji=settings.SLACK_TIMELINE_EMOJI)
    permalink = ""
    if marked:
        answer = sending.call("chat.getPermalink", channel=channel, message_ts=ts)
        permalink = str(answer["permalink"])
    return partial(
        timeline.message_read,
        incident=incident,
        message=facts_of(message, channel=channel, permalink=permalink),
        is_marked=marked,
        now=timezone.now(),
    )


def _read(sending: Sending, channel: str, ts: str) -> Mapping[str, Any] | None:
    """The message, in the channel or in one of its threads; None when it is gone.

    Slack's history leaves replies out; asked for the thread of a reply, Slack answers
    that reply. Source: conversations.history and conversations.replies.
    """
    within: dict[str, Any] = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 1}
    page = sending.call("conversations.history", channel=channel, **within)
    for message in page["messages"]:
        if message["ts"] == ts:
            return dict(message)
    try:
        page = sending.call("conversations.replies", channel=channel, ts=ts, limit=1)
    except SlackRefused as error:
        if error.code in GONE:
            return None
        raise
    return next((dict(m) for m in page["messages"] if m["ts"] == ts), None)


def _gone(sending: Sending) -> Receipt:
    """A line that is there stays. One that was to be made is missed by somebody."""
    if sending.args.get("added"):
        raise ProviderError(
            "The message that was pinned or reacted to is gone from Slack. If it "
            "matters, write a note instead.",
            permanent=True,
        )
    return postings.nothing


EFFECT = EffectHandler(kind=timeline.MESSAGE, send=send)
