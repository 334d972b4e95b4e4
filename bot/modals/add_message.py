"""The form that asks on which incident's timeline a message goes."""

from dataclasses import asdict

from bot import blockkit
from bot.answers import Answer, View
from bot.asks import Ask
from bot.declaring import Quote
from bot.messages.timeline import added
from bot.mrkdwn import escape
from bot.options import incident_choice
from bot.quoting import facts_of_quote
from bot.registry import Modal
from incidents.record import timeline


def view(quote: Quote) -> View:
    return blockkit.modal(
        "Add to a timeline",
        [
            blockkit.section(escape(quote.text, 1_000)),
            incident_choice.field(),
            blockkit.context("Whoever may see the incident reads it there."),
        ],
        callback_id="incident_add_message",
        submit="Add",
        carried={"quote": asdict(quote)},
    )


def submit(ask: Ask) -> Answer:
    incident = incident_choice.chosen(ask)
    quote = Quote(**ask.carried["quote"])
    entry, is_new = timeline.add_message(
        incident=incident, message=facts_of_quote(quote), by=ask.person, now=ask.now
    )
    return added(incident, entry, is_new=is_new)


MODAL = Modal(callback_id="incident_add_message", submit=submit)
