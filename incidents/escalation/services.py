"""Beginning, pausing and ending runs, in the transaction of the change that asks.

Whoever calls holds the incident: an incident is locked before its runs and pages.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Least, Now

from incidents import bulk, rows
from incidents.calendars.queries import coverage_modes
from incidents.catalog.models import Service
from incidents.contacts import queries as contacts
from incidents.contacts.models import Importance, Way
from incidents.escalation import asking, bundling, slack_pages, telling
from incidents.escalation.choosing import Chosen, Starting, choose
from incidents.escalation.facts import needs_turn
from incidents.escalation.models import Page, Run
from incidents.escalation.modes import mode_of
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.policies.freezing import freeze, thaw
from incidents.policies.models import Policy
from incidents.policies.values import Target
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.values import Mistake

RUNNING = Run.Status.RUNNING
CANCELLED = Page.Status.CANCELLED
UNSENT = (Page.Status.WAITING, Page.Status.QUEUED)
OUT = (
    Page.Status.SENT,
    Page.Status.RINGING,
    Page.Status.ANSWERED,
    Page.Status.DELIVERED,
)
NOBODY = (
    "Nobody is paged. {why}. Page somebody with `/incident page`, and give the team a "
    "default policy in the back-office"
)


@transaction.atomic
def start(
    *, incidents: Sequence[Starting], catch_all: int | None, now: datetime
) -> list[Run]:
    """Escalate new incidents, each by its policy; `catch_all` is the id of a team.

    The first level follows within the second. One without any policy says so on its
    timeline.
    """
    services = _services(incidents)
    chosen = choose(incidents, services, catch_all)
    coverage = coverage_modes(services.values(), now) if services else {}
    runs, troubles = [], []
    for asked, each in zip(incidents, chosen, strict=True):
        if each.policy is None:
            troubles.append(_nobody(asked.incident, each.why, now))
            continue
        covered = coverage.get(asked.incident.service_id or 0)
        mode = mode_of(asked.incident.severity, covered)
        runs.append(_run(asked.incident, each, mode, now))
    bulk.insert(troubles)
    made = bulk.insert(runs)
    if made:
        outbox.wake(asking.PAGE)
    return made


def _services(incidents: Sequence[Starting]) -> Mapping[int, Service]:
    ids = {each.incident.service_id for each in incidents} - {None}
    found = rows.every(Service, "WHERE id = ANY(%s)", [list(ids)]) if ids else []
    rows.join(found, "team")
    return {each.pk: each for each in found}


def _nobody(incident: Incident, why: str, now: datetime) -> Entry:
    return Entry(
        incident_id=incident.pk,
        kind=Entry.Kind.TROUBLE,
        text=NOBODY.format(why=why),
        at=now,
    )


def _run(
    incident: Incident,
    chosen: Chosen,
    moded: tuple[str, str],
    now: datetime,
    by: Person | None = None,
) -> Run:
    mode, reason = moded
    policy = chosen.policy
    if policy is None:
        raise Mistake("There is no policy.", field="policy")
    frozen = freeze(policy)
    if needs_turn(thaw(frozen)):
        frozen["turn"] = Run.objects.filter(policy=policy).count()
    return Run(
        incident_id=incident.pk,
        policy=policy,
        name=policy.name,
        frozen=frozen,
        why=chosen.why,
        mode=mode,
        mode_reason=reason,
        next_at=now,
        started_at=now,
        started_by=by,
    )


def start_policy(
    *, incident: Incident, policy: Policy, why: str, by: Person | None, now: datetime
) -> Run:
    """Escalate a held incident by this policy, acknowledged or not: somebody asks for
    it, or nobody answered before. Raises Mistake when it is under way.
    """
    there = Run.objects.filter(incident=incident, policy=policy, status=RUNNING)
    if there.exists():
        raise Mistake(
            f"“{policy.name}” is being paged for {incident.reference} already.",
            field="policy",
        )
    services = _services([Starting(incident)])
    coverage = coverage_modes(services.values(), now) if services else {}
    covered = coverage.get(incident.service_id or 0)
    mode = mode_of(incident.severity, covered)
    run = _run(incident, Chosen(policy, why), mode, now, by)
    run.next_at = _at_once(now)
    run.save()
    outbox.wake(asking.PAGE)
    return run


def page_people(
    *,
    incident: Incident,
    targets: Sequence[Target],
    text: str,
    by: Person | None,
    now: datetime,
) -> list[Page]:
    """Page these at once in every way they have, whoever acknowledged. The incident
    is held. Raises Mistake, naming whom nothing reaches.
    """
    people = [each.person for each in targets if each.person is not None]
    ways = contacts.reach(people, Importance.IMPORTANT)
    lost = [each.name for each in targets if not ways.get(each.person or 0)]
    if lost:
        raise Mistake(
            f"There is no way to reach {', '.join(lost)}: they have no Slack account, "
            "e-mail or verified phone.",
            field="who",
        )
    pages: list[Page] = []
    for target in targets:
        pages += asking.pages_for(
            target,
            ways[target.person or 0],
            incident=incident.pk,
            mode="",
            importance=Importance.IMPORTANT,
            why=[{"step": "person", "text": target.why}],
            text=text,
            now=now,
            by=by,
        )
    made = asking.add(pages, {incident.pk: incident.severity})
    grant_sight(incident, people)
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.PAGE,
        text=f"Paging {telling.people(made)}" + (f". {text}" if text else ""),
        at=now,
        by=by,
        data={"pages": [page.pk for page in made]},
    )
    effects.tell(incident, entry=entry, message="change")
    asking.show([incident.pk])
    return made


def grant_sight(incident: Incident, people: Sequence[int]) -> None:
    """Who is paged for a private incident may see it: they are asked to work on it."""
    if incident.is_private and people:
        record.add_participants(
            incident=incident, people=Person.objects.filter(pk__in=people)
        )


def end(
    *,
    incident: Incident,
    status: Run.Status,
    why: str,
    by: Person | None,
    now: datetime,
    keep_asked: bool = False,
) -> int:
    """No more pages for it: somebody has it, or it is over. Answers how many runs that
    ends. With `keep_asked`, whom a person paged by name is still paged.
    """
    runs = Run.objects.filter(incident=incident, status=RUNNING)
    ended = runs.update(status=status, next_at=None, ended_at=now, ended_why=why[:200])
    pages = Page.objects.filter(incident=incident)
    unsent = pages.filter(status__in=UNSENT)
    if keep_asked:
        unsent = unsent.exclude(run=None)
    held = list(unsent.exclude(held_until=None).values_list("pk", flat=True))
    cancelled = unsent.update(status=CANCELLED, ended_at=now, outcome=why[:300])
    asking.let_go(held)
    _hang_up(pages, keep_asked=keep_asked, by=by)
    slack_pages.show(incident)
    if status == Run.Status.ACKNOWLEDGED and by is not None:
        theirs = pages.filter(person=by, status__in=OUT)
        # What tells of others too is asked about until these have heard of it.
        theirs.filter(bundled=[]).update(check_at=None)
        theirs.update(status=Page.Status.ACKNOWLEDGED, ended_at=now)
    if ended:
        left = f": {cancelled} not sent" if cancelled else ""
        _say(incident, f"Paging ends{left}. {why}", by=by, now=now)
    return ended


def _hang_up(pages: QuerySet[Page], *, keep_asked: bool, by: Person | None) -> None:
    """Take calls back that ring, those of who answered elsewhere too; one that is
    talked on goes on.
    """
    ringing = (Page.Status.SENT, Page.Status.RINGING)
    ended = pages.filter(status__in=ringing, way=Way.CALL)
    if keep_asked:
        of_runs = Q(run__isnull=False)
        ended = ended.filter(of_runs | Q(person=by) if by is not None else of_runs)
    calls = bundling.needless(ended)
    asking.hang_up((c.pk, c.engine, c.way, c.vendor_id) for c in calls)


def pause(
    *, incident: Incident, until: datetime, why: str, by: Person | None, now: datetime
) -> int:
    """Page nobody before `until` (UTC); then the same level again. How many runs."""
    paused = 0
    for run in Run.objects.filter(incident=incident, status=RUNNING):
        run.next_at, run.place = until, max(0, run.place - 1)
        run.save(update_fields=["next_at", "place"])
        paused += 1
    if paused:
        unsent = Page.objects.filter(incident=incident, status__in=UNSENT)
        unsent.exclude(run=None).update(
            status=CANCELLED, ended_at=now, outcome=why[:300]
        )
        _say(incident, f"Paging pauses. {why}", by=by, now=now)
    return paused


def resume(*, incident: Incident, why: str, by: Person | None, now: datetime) -> int:
    """Page again, from where it stands. How many runs."""
    runs = Run.objects.filter(incident=incident, status=RUNNING, next_at__gt=now)
    resumed = runs.update(next_at=_at_once(now))
    if resumed:
        _say(incident, f"Paging goes on. {why}", by=by, now=now)
        outbox.wake(asking.PAGE)
    return resumed


def escalate(*, incident: Incident, who: str, by: Person | None, now: datetime) -> None:
    """On to the next level now. Raises Mistake when nobody is being paged."""
    runs = Run.objects.filter(incident=incident, status=RUNNING)
    if not runs.update(next_at=_at_once(now)):
        raise Mistake(f"Nobody is being paged for {incident.reference} any more.")
    _say(incident, f"{who} asks for the next level now", by=by, now=now)
    outbox.wake(asking.PAGE)


def _at_once(now: datetime) -> Combinable:
    """Workers go by the database's clock, and ours may be before it."""
    return Least(Value(now), Now())


def _say(incident: Incident, text: str, *, by: Person | None, now: datetime) -> None:
    record.add_entry(incident=incident, kind=Entry.Kind.PAGE, text=text, at=now, by=by)
    asking.show([incident.pk])
