"""`/incident channel [id]`: opens the channel that its severity did not ask for."""

from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages import words
from bot.registry import Command
from incidents.lifecycle import opening


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    if incident.channel is not None:
        return Say(f"{incident.reference} has {words.channel(incident)}.")
    opening.open_channel(incident=incident, by=ask.person, now=ask.now)
    return Say(
        f"Slack is opening the channel of {incident.reference}; you are invited in a "
        "moment."
    )


COMMAND = Command(
    verb="channel",
    usage="[id]",
    help="Open a channel for an incident that has none",
    run=run,
    needs_incident=True,
    rank=15,
)
