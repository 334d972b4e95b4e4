"""An answer about the impact proposes a severity."""

from dataclasses import replace

from bot.answers import Answer, Refresh
from bot.asks import Ask
from bot.declaring import filled, propose
from bot.modals import declare
from bot.registry import Action
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    question, _, level = ask.value.removeprefix(":").partition(":")
    if not (question.isdecimal() and level.isdecimal()):
        raise Mistake("That answer is gone. Choose another.")
    form = filled(ask)
    answers = {**form.answers, question: level}
    proposed = propose(answers)
    form = replace(form, answers=answers, proposed=proposed, severity=proposed)
    return Refresh(declare.opened(form, person=ask.person, now=ask.now))


ACTION = Action(action_id="declare_impact", run=run)
