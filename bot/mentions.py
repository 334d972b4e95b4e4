"""Who is meant: a mention that somebody typed, or a user that they chose."""

import re

from bot.asks import Ask
from bot.mrkdwn import clip
from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.values import Mistake

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_ME = ("me", "@me", "myself")


def meant(text: str, ask: Ask, *, otherwise: str) -> Person:
    """The person of a mention, or who asks. Raises Mistake, which ends in what there
    is to do `otherwise`.
    """
    if text.lower() in _ME:
        return ask.person
    mention = _MENTION.fullmatch(text)
    if mention is None:
        raise Mistake(
            f"Slack knows nobody as “{clip(text, 60)}”. Type @ and choose from "
            f"Slack's list, say `me`, or {otherwise}"
        )
    return person(mention[1])


def first(text: str) -> str:
    """The Slack id of the first user who is mentioned; empty without one."""
    found = _MENTION.search(text)
    return found[1] if found else ""


def person(slack_id: str, *, field: str = "people") -> Person:
    """Raises Mistake for somebody Muster does not know."""
    found = channels.person_of(slack_id)
    if found is None:
        raise Mistake(
            "Muster does not know this person: a bot, a guest of another workspace, "
            "or somebody who joined a moment ago. Choose somebody else, or try again "
            "in some minutes.",
            field=field,
        )
    return found
