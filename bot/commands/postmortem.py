"""`/incident postmortem [id]`: makes the draft, once, and leads to it."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import ending
from bot.registry import Command
from incidents.lifecycle import reviewing


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    found, is_new = reviewing.start(incident=incident, by=ask.person, now=ask.now)
    return ending.postmortem(incident, found, is_new=is_new)


COMMAND = Command(
    verb="postmortem",
    usage="[id]",
    help="Look back at it: makes a draft of what is on record, to edit on the web",
    run=run,
    aliases=("post-mortem", "retro"),
    needs_incident=True,
    rank=40,
)
