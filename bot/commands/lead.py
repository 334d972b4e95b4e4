"""`/incident lead [id] [@person|me]`: hands the lead over, or asks to whom."""

from bot import mentions
from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages import replies, words
from bot.modals import lead
from bot.registry import Command
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    if not ask.words:
        return Open(lead.view(ask.the_incident))
    person = mentions.meant(
        ask.words, ask, otherwise=f"use {words.command('lead')} alone to choose."
    )
    incident = lifecycle.assign_lead(
        incident=ask.the_incident, lead=person, by=ask.person, now=ask.now
    )
    return replies.leads(incident, you=incident.lead == ask.person)


COMMAND = Command(
    verb="lead",
    usage="[id] [@person | me]",
    help="Hand the lead over, for example `lead me`",
    run=run,
    needs_incident=True,
    rank=20,
)
