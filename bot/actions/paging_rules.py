"""Choose when and how one is paged: the form."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import paging_rules
from bot.registry import Action


def run(ask: Ask) -> Answer:
    return Open(paging_rules.view(ask.person))


ACTION = Action(action_id="paging_rules", run=run)
