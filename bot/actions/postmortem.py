"""Make the post-mortem, or publish it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import ending
from bot.registry import Action
from incidents.lifecycle import reviewing
from incidents.postmortems import services


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    found, is_new = reviewing.start(incident=incident, by=ask.person, now=ask.now)
    if ask.value == "publish":
        found = services.publish(postmortem=found, by=ask.person, now=ask.now)
    return ending.postmortem(incident, found, is_new=is_new)


ACTION = Action(action_id="incident_postmortem", run=run, needs_incident=True)
