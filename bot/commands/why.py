"""`/incident why [id]`: which alerts brought it, and what was decided about them."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import alerts_why
from bot.registry import Command
from incidents.response import alerts


def run(ask: Ask) -> Answer:
    return alerts_why.said(alerts.why(incident=ask.the_incident, by=ask.person))


COMMAND = Command(
    verb="why",
    usage="[id]",
    help="Why there is this incident: its alerts, rules, windows, and who is paged",
    run=run,
    needs_incident=True,
    reads=True,
    rank=17,
)
