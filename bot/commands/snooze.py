"""`/incident snooze [id] [15m|1h|off]`: asks for the late update later, or no more."""

import re
from datetime import timedelta

from bot.answers import Answer, Say
from bot.asks import Ask
from bot.mrkdwn import clip, span
from bot.registry import Command
from incidents.updates import reminding
from incidents.values import Mistake

MINUTES = 15
OFF = ("off", "stop", "never", "no more")
_LENGTH = re.compile(r"([0-9]{1,4}) ?(m|min|minutes?|h|hours?)?", re.IGNORECASE)


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    if ask.words.lower() in OFF:
        incident = reminding.stop(incident=incident, by=ask.person, now=ask.now)
        return Say(
            f"🔕 Nobody is asked for an update on {incident.reference} until the next "
            "one, or a change of severity."
        )
    minutes = length(ask.words) if ask.words else MINUTES
    incident = reminding.snooze(
        incident=incident, minutes=minutes, by=ask.person, now=ask.now
    )
    wait = span(timedelta(minutes=minutes))
    return Say(f"💤 {incident.reference}: the next reminder comes in {wait}.")


def length(text: str) -> int:
    """Minutes, of `15`, `15m` or `2 h`. Raises Mistake."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise Mistake(
            f"How long is “{clip(text, 40)}”? Say 15m, 1h, or off for no more."
        )
    per = 60 if (found[2] or "m").lower().startswith("h") else 1
    return int(found[1]) * per


COMMAND = Command(
    verb="snooze",
    usage="[id] [15m | 1h | off]",
    help="Be asked for a late update later, or no more",
    run=run,
    needs_incident=True,
    takes_level=True,
    rank=14,
)
