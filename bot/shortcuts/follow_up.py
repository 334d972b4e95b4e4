"""Make a follow-up of a message, which it then links to."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import follow_up
from bot.mrkdwn import clip
from bot.quoting import quote_of
from bot.registry import MessageAction
from incidents.followups.values import Plan
from incidents.values import TITLE_LIMIT, Mistake


def run(ask: Ask) -> Answer:
    if ask.quoted is None:
        raise Mistake("Slack did not tell which message this is about. Try again.")
    quote = quote_of(ask.quoted.message, channel=ask.quoted.channel)
    first = " ".join(quote.text.split())
    plan = Plan(title=clip(first, TITLE_LIMIT), permalink=quote.permalink)
    return Open(follow_up.view(ask.incident, plan))


MESSAGE_ACTION = MessageAction(
    callback_id="muster_follow_up",
    name="Make a follow-up",
    description="Something to do because of an incident, linked to this message",
    run=run,
)
