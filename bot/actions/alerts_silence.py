"""Silence for…: a length chosen in the menu of an incident's message."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import silences
from bot.modals import silence
from bot.registry import Action
from incidents.response import alerts


def run(ask: Ask) -> Answer:
    if ask.value in ("", "custom"):
        return silence.opened(ask)
    if ask.value == "off":
        lifted = alerts.unsilence(incident=ask.the_incident, by=ask.person, now=ask.now)
        return silences.lifted(lifted)
    silenced = alerts.silence(
        incident=ask.the_incident,
        until=ask.value,
        reason="",
        by=ask.person,
        now=ask.now,
    )
    return silences.silenced(silenced)


ACTION = Action(action_id="alerts_silence", run=run, needs_incident=True)
