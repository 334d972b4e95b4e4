"""Snooze: ask for the update later."""

from bot.answers import Answer, Done
from bot.asks import Ask
from bot.registry import Action
from incidents.updates import reminding

MINUTES = 15


def run(ask: Ask) -> Answer:
    minutes = int(ask.value) if ask.value.isdecimal() else MINUTES
    reminding.snooze(
        incident=ask.the_incident, minutes=minutes, by=ask.person, now=ask.now
    )
    return Done()


ACTION = Action(action_id="incident_snooze", run=run, needs_incident=True)
