"""Escalate now: the next level is asked without waiting."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import paging as told
from bot.registry import Action
from incidents.response import paging


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    paging.escalate(incident=incident, by=ask.person, now=ask.now)
    return told.escalated(incident)


ACTION = Action(action_id=told.ESCALATE, run=run, needs_incident=True)
