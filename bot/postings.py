"""Showing a thing in one Slack message: posted once, then edited in place."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any

from bot.answers import Message
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.outbox import queries, services
from incidents.outbox.values import Shown

EVENT_TYPE = "muster_effect"
GONE = {"message_not_found", "channel_not_found", "cant_update_message"}


def show(
    sending: Sending, message: Message, *, channel: str, thread_ts: str = ""
) -> Callable[[], None]:
    """Post or edit the message of this effect's key; answers what to keep.

    An unchanged message is not sent again, unless an edit may have been carried out
    that we know nothing of. A message somebody deleted is posted anew. What an earlier
    attempt posted may be out of date, so it is edited. One whose channel was archived
    is posted anew where such things are shown now. Raises ProviderError.
    """
    key = sending.claim.key
    digest = digest_of(json.dumps(_content(message), sort_keys=True))
    known = queries.posting(key)
    if known is not None:
        if known.digest == digest and not sending.in_doubt:
            return nothing
        moved = channel.startswith(("C", "G")) and channel != known.channel
        gone = GONE | ({"is_archived"} if moved else set())
        if _edited(sending, message, channel=known.channel, ts=known.ts, gone=gone):
            return keep(key, known.channel, known.ts, digest)
    found = find(sending, channel, thread_ts) if sending.in_doubt else None
    if found and _edited(sending, message, channel=found[0], ts=found[1]):
        return keep(key, *found, digest)
    return keep(key, *_post(sending, message, channel, thread_ts), digest)


def is_there(sending: Sending) -> bool:
    """Whether the message of this effect's key was posted."""
    return queries.posting(sending.claim.key) is not None


def _edited(
    sending: Sending,
    message: Message,
    *,
    channel: str,
    ts: str,
    gone: Collection[str] = GONE,
) -> bool:
    """Edit a message; False when it is gone, which Slack says in these words."""
    try:
        sending.call("chat.update", channel=channel, ts=ts, **_content(message))
    except SlackRefused as error:
        if error.code not in gone:
            raise
        return False
    return True


def renew(
    sending: Sending, message: Message, *, channel: str, mark: str
) -> Callable[[], None]:
    """As show, but each new `mark` (at most 20 digits) posts the message anew, at
    the end of its channel, and deletes the one before.
    """
    key = sending.claim.key
    digest = f"{mark}:{digest_of(json.dumps(_content(message), sort_keys=True))}"[:64]
    known = queries.posting(key)
    if known is not None and known.digest.startswith(f"{mark}:"):
        if known.digest == digest and not sending.in_doubt:
            return nothing
        if _edited(sending, message, channel=known.channel, ts=known.ts):
            return keep(key, known.channel, known.ts, digest)
    if known is not None:
        _delete(sending, known.channel, known.ts)
    found = find(sending, channel, "") if sending.in_doubt else None
    if found and _edited(sending, message, channel=found[0], ts=found[1]):
        return keep(key, *found, digest)
    return keep(key, *_post(sending, message, channel, ""), digest)


def edit(sending: Sending, message: Message, *, channel: str) -> Callable[[], None]:
    """Edit the message of this effect's key where it stands, if it still does.

    `channel` is where an earlier attempt may have posted it without our hearing of it.
    """
    known = queries.posting(sending.claim.key)
    found = find(sending, channel, "") if sending.in_doubt and channel else None
    if found is not None and _edited(sending, message, channel=found[0], ts=found[1]):
        return keep(sending.claim.key, *found, digest="")
    if known is None:
        return nothing
    mark, _, before = known.digest.partition(":")
    digest = digest_of(json.dumps(_content(message), sort_keys=True))
    digest = f"{mark}:{digest}"[:64] if before else digest
    if known.digest == digest and not sending.in_doubt:
        return nothing
    _edited(sending, message, channel=known.channel, ts=known.ts)
    return keep(sending.claim.key, known.channel, known.ts, digest)


def remove(sending: Sending, *, channel: str) -> Callable[[], None]:
    """Delete the message of this effect's key, if any; `channel` as in edit."""
    key = sending.claim.key
    known = queries.posting(key)
    found = find(sending, channel, "") if sending.in_doubt and channel else None
    if found is not None:
        _delete(sending, *found)
    if known is None:
        return nothing
    _delete(sending, known.channel, known.ts)
    return lambda: services.forget_posting(key=key)


def _delete(sending: Sending, channel: str, ts: str) -> None:
    try:
        sending.call("chat.delete", channel=channel, ts=ts)
    except SlackRefused as error:
        if error.code not in GONE | {"is_archived"}:
            raise


def post(
    sending: Sending, message: Message, *, channel: str, thread_ts: str = ""
) -> tuple[str, str]:
    """Post a message once; answers its channel's and its own Slack id. Raises
    ProviderError.

    It carries the effect's id, so that a post whose answer was lost is found again
    instead of being repeated.
    """
    found = find(sending, channel, thread_ts) if sending.in_doubt else None
    return found or _post(sending, message, channel, thread_ts)


def _post(
    sending: Sending, message: Message, channel: str, thread_ts: str
) -> tuple[str, str]:
    """Answers the channel's and the message's Slack ids."""
    thread: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
    answer = sending.call(
        "chat.postMessage",
        channel=channel,
        metadata={
            "event_type": EVENT_TYPE,
            "event_payload": {"effect": str(sending.claim.id)},
        },
        unfurl_links=False,
        unfurl_media=False,
        **thread,
        **_content(message),
    )
    return str(answer["channel"]), str(answer["ts"])


def find(sending: Sending, channel: str, thread_ts: str = "") -> tuple[str, str] | None:
    """Look for a message that an earlier attempt of this effect posted; its channel's
    and its own Slack id.
    """
    if channel.startswith(("U", "W")):
        opened = sending.call("conversations.open", users=channel)
        channel = str(opened["channel"]["id"])
    method = "conversations.replies" if thread_ts else "conversations.history"
    where: dict[str, Any] = {"ts": thread_ts} if thread_ts else {}
    oldest = sending.claim.created_at.timestamp() - 60
    cursor = ""
    while True:
        page = sending.call(
            method,
            channel=channel,
            oldest=f"{oldest:.6f}",
            include_all_metadata=True,
            limit=200,
            **({"cursor": cursor} if cursor else {}),
            **where,
        )
        for message in page["messages"]:
            if _carries(message, str(sending.claim.id)):
                return channel, str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None


def _carries(message: dict[str, Any], effect: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return ours and str(payload.get("effect")) == effect


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def digest_of(shown: str) -> str:
    """What tells whether a thing is shown as it should be."""
    return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True)
class Keep:
    """A receipt that keeps where a thing is shown, and nothing else."""

    shown: Shown

    def __call__(self) -> None:
        services.save_posting(**asdict(self.shown))


def keep(key: str, channel: str, ts: str, digest: str) -> Keep:
    return Keep(Shown(key=key, channel=channel, ts=ts, digest=digest))


def nothing() -> None:
    """What is shown is right already."""
