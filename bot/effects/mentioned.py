"""Answer who mentioned the bot, for their eyes alone."""

import re
from typing import Any

from django.utils import timezone

from bot import postings
from bot.messages.mentioned import in_an_incident, offer
from bot.plaintext import ids_in, plain
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.channels.names import names_of
from incidents.lifecycle.duplicates import near_duplicates
from incidents.lifecycle.values import Declaration
from incidents.record import queries

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>")


def send(sending: Sending) -> Receipt:
    channel, user = str(sending.args["channel"]), str(sending.args["user"])
    person = channels.person_of(user)
    if person is None or not person.is_active:
        return postings.nothing
    incident = queries.in_channel(channel, by=person)
    if incident is not None:
        message = in_an_incident(incident)
    else:
        title = _plain(str(sending.args["text"]))
        declaration = Declaration(title=title)
        alike = near_duplicates(declaration=declaration, by=person) if title else []
        message = offer(title, alike, now=timezone.now())
    thread: dict[str, Any] = {}
    if sending.args.get("thread"):
        thread["thread_ts"] = sending.args["thread"]
    sending.call(
        "chat.postEphemeral",
        channel=channel,
        user=user,
        text=message.text,
        blocks=list(message.blocks),
        **thread,
    )
    return postings.nothing


def _plain(text: str) -> str:
    """What was written, without who it was written to: in one line."""
    rest = _MENTION.sub(" ", text, count=1)
    return " ".join(plain(rest, names_of(ids_in({"text": rest}))).split())


EFFECT = EffectHandler(kind="mentioned", send=send)
