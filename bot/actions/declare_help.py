"""Help me choose: the form asks about the impact."""

from dataclasses import replace

from bot.answers import Answer, Refresh
from bot.asks import Ask
from bot.declaring import filled
from bot.modals import declare
from bot.registry import Action


def run(ask: Ask) -> Answer:
    form = replace(filled(ask), helping=True)
    return Refresh(declare.opened(form, person=ask.person, now=ask.now))


ACTION = Action(action_id="declare_help", run=run)
