"""A severity chosen while declaring: the form says what it brings."""

from bot.answers import Answer, Refresh
from bot.asks import Ask
from bot.declaring import filled
from bot.modals import declare
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Refresh(declare.opened(filled(ask), person=ask.person, now=ask.now))


ACTION = Action(action_id="severity", run=run, is_input=True)
