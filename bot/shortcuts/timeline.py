"""Add a message to the timeline: of its channel's incident, or of one to choose."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages.timeline import added
from bot.modals import add_message
from bot.quoting import quote_of
from bot.reading import facts_of, is_ours
from bot.registry import MessageAction
from incidents.channels import queries as channels
from incidents.record import timeline
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    quoted, workspace = ask.quoted, channels.workspace()
    if quoted is None or workspace is None:
        raise Mistake("Slack did not tell which message this is about. Try again.")
    if is_ours(quoted.message, workspace):
        raise Mistake("Muster wrote this: what happened is on the timeline already.")
    quote = quote_of(quoted.message, channel=quoted.channel)
    if ask.incident is None:
        return Open(add_message.view(quote))
    entry, is_new = timeline.add_message(
        incident=ask.incident,
        message=facts_of(
            quoted.message, channel=quoted.channel, permalink=quote.permalink
        ),
        by=ask.person,
        now=ask.now,
    )
    return added(ask.incident, entry, is_new=is_new)


MESSAGE_ACTION = MessageAction(
    callback_id="muster_timeline",
    name="Add to the timeline",
    description="Put this message on an incident's timeline, at its own time",
    run=run,
)
