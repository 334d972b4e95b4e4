"""Declare from a message: the form quotes it, and its timeline has it."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.declaring import Filled
from bot.modals import declare
from bot.quoting import quote_of
from bot.registry import MessageAction
from incidents.values import TITLE_LIMIT, Mistake


def run(ask: Ask) -> Answer:
    if ask.quoted is None:
        raise Mistake("Slack did not say which message. Choose it once more.")
    quote = quote_of(ask.quoted.message, channel=ask.quoted.channel)
    first_line = quote.text.strip().partition("\n")[0]
    form = Filled(title=first_line[:TITLE_LIMIT].strip(), quote=quote)
    return Open(declare.opened(form, person=ask.person, now=ask.now))


MESSAGE_ACTION = MessageAction(
    callback_id="muster_declare_from",
    name="Declare from message",
    description="Declare an incident that quotes this message",
    run=run,
)
