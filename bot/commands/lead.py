"""`/incident lead [id] [@person|me]`: hands the lead over, or asks to whom."""

import re

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages import replies, words
from bot.modals import lead
from bot.mrkdwn import clip
from bot.registry import Command
from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.values import Mistake

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def run(ask: Ask) -> Answer:
    if not ask.words:
        return Open(lead.view(ask.the_incident))
    incident = lifecycle.assign_lead(
        incident=ask.the_incident, lead=_person(ask), by=ask.person, now=ask.now
    )
    return replies.leads(incident, you=incident.lead == ask.person)


def _person(ask: Ask) -> Person:
    if ask.words.lower() in ("me", "@me", "myself"):
        return ask.person
    mention = _MENTION.fullmatch(ask.words)
    if mention is None:
        raise Mistake(
            f"Slack knows nobody as “{clip(ask.words, 60)}”. Type @ and choose from "
            f"Slack's list, say `me`, or use {words.command('lead')} alone to choose."
        )
    return lead.person(mention[1])


COMMAND = Command(
    verb="lead",
    usage="[id] [@person | me]",
    help="Hand the lead over, for example `lead me`",
    run=run,
    needs_incident=True,
    rank=13,
)
