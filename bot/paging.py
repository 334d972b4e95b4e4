"""Who is meant by `/incident page`, and whether they are on call."""

from dataclasses import dataclass

from bot import mentions
from bot.answers import Answer
from bot.asks import Ask
from bot.messages import paging as told
from bot.messages import words
from bot.mrkdwn import clip
from bot.parsing import plain
from incidents.catalog.models import Service
from incidents.oncall import queries as oncall
from incidents.oncall.models import Schedule
from incidents.people.models import Person, Team
from incidents.policies import queries as policies
from incidents.policies.models import Policy
from incidents.response import paging
from incidents.values import Mistake

WHY = 150


@dataclass(frozen=True, slots=True)
class Meant:
    """A person, or else a policy, or a team's people; `why` is what follows."""

    person: Person | None = None
    policy: Policy | None = None
    team: Team | None = None
    why: str = ""


def run(ask: Ask) -> Answer:
    """Page whom the words name; somebody who is not on call after a second word."""
    incident = ask.the_incident
    meant = _meant(ask)
    if meant.person is None:
        people = paging.people_of(meant.team) if meant.team else []
        return page_people(ask, people, policy=meant.policy, why=meant.why)
    if meant.person == ask.person or is_on_call(meant.person, ask):
        return page_people(ask, [meant.person], why=meant.why)
    return told.off_shift(
        incident,
        meant.person,
        instead=[each.name for each in on_call(ask)],
        why=meant.why[:WHY],
        now=ask.now,
    )


def anyway(ask: Ask) -> Answer:
    """Page them though they are not on call."""
    person, why = _carried(ask)
    return page_people(ask, [person], why=why)


def instead(ask: Ask) -> Answer:
    """Page who is on call in their place."""
    _, why = _carried(ask)
    people = on_call(ask)
    if not people:
        raise Mistake("Nobody is on call any more.")
    return page_people(ask, people, why=why)


def is_on_call(person: Person, ask: Ask) -> bool:
    """Whether they have the first position of any schedule, or another one."""
    mine = Schedule.objects.filter(layers__members__person=person)
    theirs = mine | Schedule.objects.filter(overrides__person=person)
    ids = set(theirs.values_list("pk", flat=True))
    held = oncall.holders(ids, ask.now)
    return any(each.person == person.pk for found in held.values() for each in found)


def on_call(ask: Ask) -> list[Person]:
    """Who is primary for the incident's team; nobody without a team or schedule."""
    service = ask.the_incident.service
    if service is None:
        return []
    ids = [each.pk for each in oncall.of_team(service.team_id)]
    held = oncall.holders(ids, ask.now)
    first = {found[0].person for found in held.values() if found}
    return list(Person.objects.filter(pk__in=first).order_by("name"))


def page_people(
    ask: Ask,
    people: list[Person],
    *,
    policy: Policy | None = None,
    why: str = "",
) -> Answer:
    """Page these at once, or by the policy; raises Mistake, naming the field."""
    names = paging.page(
        incident=ask.the_incident,
        people=people,
        policy=policy,
        why=why,
        by=ask.person,
        now=ask.now,
    )
    return told.paged(ask.the_incident, names)


def _carried(ask: Ask) -> tuple[Person, str]:
    number, _, why = ask.value.partition(":")
    person = Person.objects.filter(
        pk=int(number) if number.isdigit() else 0, is_active=True
    ).first()
    if person is None:
        raise Mistake("This person is gone. Name somebody else.")
    return person, why


def _meant(ask: Ask) -> Meant:
    """Raises Mistake for what nothing is called."""
    words_ = ask.words.strip()
    first, _, rest = words_.partition(" ")
    if not first:
        raise Mistake(
            "Page whom? Name a person (@name), team, service or policy: "
            f"{words.command('page @ada the queue grows')}.",
            field="who",
        )
    if first.startswith("<@") or first.lower() in ("me", "@me", "myself"):
        person = mentions.meant(first, ask, otherwise="name a team or policy.")
        return Meant(person=person, why=plain(rest).strip())
    return _named(plain(words_))


def _named(text: str) -> Meant:
    """The longest beginning that a policy, service, team or person has as its name."""
    pieces = text.lstrip("@#").split()
    for count in range(len(pieces), 0, -1):
        name = " ".join(pieces[:count]).strip("“”\"':,")
        why = " ".join(pieces[count:])
        if found := _called(name, why):
            return found
    raise Mistake(
        f"“{clip(text, 60)}” begins with no policy, service, team or person.",
        field="who",
    )


def _called(name: str, why: str) -> Meant | None:
    for rows in (
        Policy.objects.filter(name__iexact=name),
        Policy.objects.filter(slug__iexact=name),
    ):
        if policy := rows.first():
            return Meant(policy=policy, why=why)
    services = Service.objects.select_related("team", "policy")
    service = (
        services.filter(name__iexact=name).first()
        or services.filter(slug__iexact=name).first()
    )
    if service is not None:
        return _of_team(service.team, why, service.policy)
    teams = Team.objects.filter(name__iexact=name) | Team.objects.filter(
        slug__iexact=name
    )
    if team := teams.first():
        return _of_team(team, why, None)
    people = Person.objects.filter(name__iexact=name, is_active=True)
    person = people.first() if people.count() == 1 else None
    return Meant(person=person, why=why) if person else None


def _of_team(team: Team, why: str, policy: Policy | None) -> Meant:
    """By its policy, or else everybody in it."""
    chosen = policy or policies.default_of(team.pk)
    if chosen is not None:
        return Meant(policy=chosen, why=why)
    return Meant(team=team, why=why)
