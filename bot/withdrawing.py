"""Taking back what was shown: a message, and what Muster told under it."""

from bot import postings
from bot.registry import Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.channels import queries as channels
from incidents.outbox import queries as outbox
from incidents.outbox import services
from incidents.outbox.values import ProviderError
from incidents.record import effects

GONE = {"message_not_found", "channel_not_found", "thread_not_found"}


def withdraw(sending: Sending, *, channel: str) -> Receipt:
    """Delete the message of this effect's key with our replies; answers what to keep.

    What people wrote under it stays, for Slack lets an app delete its own messages
    alone. `channel` is where an attempt whose answer was lost may have posted it.
    Raises ProviderError.
    """
    found = _shown(sending, channel)
    if found is None:
        return postings.nothing
    if outbox.being_sent(subject=sending.claim.subject, kind=effects.THREAD):
        raise ProviderError("A reply is being posted under it.", retry_after=1.0)
    for ts in [*_replies(sending, *found), found[1]]:
        _delete(sending, found[0], ts)
    return lambda: services.forget_posting(key=sending.claim.key)


def _shown(sending: Sending, channel: str) -> tuple[str, str] | None:
    """The message's channel and ts, by Slack's ids."""
    known = outbox.posting(sending.claim.key)
    if known is not None:
        return known.channel, known.ts
    return postings.find(sending, channel) if sending.in_doubt and channel else None


def _replies(sending: Sending, channel: str, ts: str) -> list[str]:
    """What our bot wrote under the message."""
    workspace = channels.workspace()
    found: list[str] = []
    cursor = ""
    while True:
        try:
            page = sending.call(
                "conversations.replies",
                channel=channel,
                ts=ts,
                limit=200,
                **({"cursor": cursor} if cursor else {}),
            )
        except SlackRefused as error:
            if error.code not in GONE:
                raise
            return found
        found += [
            str(message["ts"])
            for message in page["messages"]
            if message["ts"] != ts
            and workspace is not None
            and message.get("bot_id") == workspace.bot_id
        ]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _delete(sending: Sending, channel: str, ts: str) -> None:
    try:
        sending.call("chat.delete", channel=channel, ts=ts)
    except SlackRefused as error:
        if error.code not in GONE:
            raise
