"""`/incident merge [id] into INC-5`: two incidents turn out to be one."""

import re

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import words
from bot.modals import merge, merge_typed
from bot.mrkdwn import clip
from bot.registry import Command
from incidents.record import queries
from incidents.values import Mistake

_INTO = re.compile(r"into\s+(?:#|inc-?)?([0-9]{1,18})[.,]?", re.IGNORECASE)


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    if not ask.words:
        if ask.here is not None and ask.here != incident:
            raise Mistake(
                f"Which way? {words.command(f'merge into {incident.reference}')} ends "
                f"{ask.here.reference}, the incident of this channel."
            )
        return merge.opened(incident, person=ask.person)
    found = _INTO.fullmatch(ask.words)
    if found is None:
        raise Mistake(
            f"“{clip(ask.words, 60)}” names no incident to merge into. Write it like "
            f"{words.command(f'merge {incident.pk} into INC-12')}."
        )
    into = queries.find(int(found[1]), by=ask.person)
    return merge_typed.opened(incident, into, person=ask.person)


COMMAND = Command(
    verb="merge",
    usage="[id] into INC-…",
    help="It is the same as another incident, which goes on alone",
    run=run,
    aliases=("duplicate",),
    needs_incident=True,
    rank=52,
)
