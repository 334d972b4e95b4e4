"""`/incident oncall [team | service | schedule]`: who is, until when, and who next."""

from collections.abc import Iterable

from bot.answers import Answer
from bot.asks import Ask
from bot.messages.oncall import on_call
from bot.mrkdwn import clip
from bot.parsing import plain
from bot.registry import Command
from incidents.catalog.models import Service
from incidents.contacts import queries as contacts
from incidents.contacts.models import Way
from incidents.oncall import showing
from incidents.oncall.models import Schedule
from incidents.values import Mistake

HOW = {Way.SLACK: "Slack", Way.SMS: "SMS", Way.CALL: "call", Way.EMAIL: "e-mail"}


def run(ask: Ask) -> Answer:
    about = plain(ask.words).strip().lstrip("#@")
    found = showing.shown(_meant(about) if about else showing.every(), ask.now)
    slots = [slot for each in found for slot in each.slots]
    holders = [held for slot in slots for held in (slot.now, slot.following) if held]
    people = {each.person for each in holders}
    return on_call(found, about=about, ways=reached_by(people), asker=ask.person.pk)


def _meant(about: str) -> list[Schedule]:
    """Raises Mistake for a name that nothing has."""
    if found := showing.named(about):
        return found
    services = Service.objects.select_related("team")
    service = services.filter(name__iexact=about).first()
    service = service or services.filter(slug__iexact=about).first()
    if service is not None:
        return showing.named(service.team.name)
    known = ", ".join(f"“{each.name}”" for each in showing.every()[:12])
    raise Mistake(
        f"“{clip(about, 60)}” is no schedule, team or service. Schedules: "
        f"{known or 'none yet'}."
    )


def reached_by(people: Iterable[int]) -> dict[int, str]:
    """How each person is reached, in words: `by Slack, call`."""
    plans = contacts.reach(list(people))
    found = {}
    for person, plan in plans.items():
        ways = list(dict.fromkeys(HOW[each.way] for each in plan))
        found[person] = f"by {', '.join(ways)}" if ways else "⚠️ not reachable"
    return found


COMMAND = Command(
    verb="oncall",
    usage="[team | service | schedule]",
    help="Who is on call, until when, and who is next",
    run=run,
    aliases=("on-call", "pager"),
    reads=True,
    rank=24,
)
