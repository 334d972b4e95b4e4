"""`/incident follow-up [id] [what] [@owner] [day]`: made at once with words."""

import re

from bot import mentions
from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages.follow_ups import made
from bot.modals import follow_up as form
from bot.parsing import plain
from bot.registry import Command
from incidents.followups import services
from incidents.followups.dates import split_due
from incidents.followups.values import Plan
from incidents.people.models import Person

_LAST_MENTION = re.compile(r"(?:^|\s)(<@[UW][A-Z0-9]+(?:\|[^<>]*)?>|@me)$")


def run(ask: Ask) -> Answer:
    if not ask.words:
        return Open(form.view(ask.the_incident, Plan(title="")))
    plan = plan_of(ask)
    return made(
        services.add(incident=ask.the_incident, plan=plan, by=ask.person, now=ask.now)
    )


def plan_of(ask: Ask) -> Plan:
    """Owner and day stand at the end, in either order. Raises Mistake."""
    today = services.today_of(ask.person, ask.now)
    words, owner = _split_owner(ask.words, ask)
    words, due_on = split_due(words, today=today)
    if owner is None:
        words, owner = _split_owner(words, ask)
    return Plan(title=plain(words), owner=owner, due_on=due_on)


def _split_owner(words: str, ask: Ask) -> tuple[str, Person | None]:
    found = _LAST_MENTION.search(words)
    if found is None:
        return words, None
    owner = mentions.meant(found[1], ask, otherwise="leave the owner out.")
    return words[: found.start()].rstrip(), owner


COMMAND = Command(
    verb="follow-up",
    usage="[id] [what] [@owner] [day]",
    help="Add something to do, for example `follow-up Renew the key @ada friday`",
    run=run,
    aliases=("followup", "todo"),
    needs_incident=True,
    rank=33,
)
