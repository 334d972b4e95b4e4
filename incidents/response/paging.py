"""What who is paged answers, and paging somebody by hand. Front ends call this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts import house, silencing
from incidents.contacts import services as methods
from incidents.escalation import advancing, bundling, checking
from incidents.escalation import queries as paged
from incidents.escalation import services as escalation
from incidents.escalation.models import Page, Run
from incidents.lifecycle import by_machine
from incidents.people.models import Person, Team
from incidents.policies.models import Policy
from incidents.policies.values import Target
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_over
from incidents.response import verbs
from incidents.values import Mistake, Status, clean_line

SILENCED_FOR = timedelta(minutes=30)
WHY_LIMIT = 200
MOST_PAGED = 20
KEYS = (
    "Press 1 to acknowledge, 2 to resolve, 3 to escalate now, "
    "4 to silence for 30 minutes, 9 to repeat."
)
NAMED = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to somebody on the phone. `again`: then the keys are asked for once
    more; `repeat`: the whole of it is said once more. `done`: hang up.
    """

    text: str
    again: bool = False
    repeat: bool = False
    done: bool = True


def advance(now: datetime) -> int:
    """Do a batch of what is due in escalation; how much that was.

    Raises advancing.RunFailed once all others have gone on.
    """
    if not paged.is_anything_due(now):
        return 0
    done = advancing.advance(now=now, house=house.HOUSE)
    return done + checking.ask_due(now)


def acknowledge(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """`by` has it: nobody else is paged any more; what is in triage is accepted.

    Raises Mistake when it is over.
    """
    return _acknowledge(incident, by=by, name=by.name, now=now)


@transaction.atomic
def _acknowledge(
    incident: Incident, *, by: Person | None, name: str, now: datetime
) -> Incident:
    incident = record.lock(incident)
    refuse_over(incident, by=by)
    if incident.status == Status.TRIAGE and by is not None:
        return verbs.accept(incident=incident, by=by, now=now)
    first = incident.acknowledged_at is None
    if first:
        incident.acknowledged_at, incident.acknowledged_by = now, by
        incident.save(update_fields=["acknowledged_at", "acknowledged_by"])
        entry = record.add_entry(
            incident=incident,
            kind=Entry.Kind.ACCEPTED,
            text=f"Acknowledged by {name}",
            at=now,
            by=by,
        )
        effects.tell(incident, entry=entry, message="change")
    ended = escalation.end(
        incident=incident,
        status=Run.Status.ACKNOWLEDGED,
        why=f"Acknowledged by {name}",
        by=by,
        now=now,
        keep_asked=True,
    )
    if not first and not ended and by is not None:
        _theirs(incident, by, now)
    effects.show(incident)
    return incident


def _theirs(incident: Incident, by: Person, now: datetime) -> None:
    """They say that they have heard, of what somebody else took up."""
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.PAGE,
        text=f"{by.name} acknowledged too",
        at=now,
        by=by,
    )
    unsent = Page.objects.filter(
        incident=incident, person=by, status__in=escalation.UNSENT
    )
    unsent.update(status=Page.Status.CANCELLED, ended_at=now)


@transaction.atomic
def escalate(*, incident: Incident, by: Person, now: datetime) -> None:
    """On to the next level now. Raises Mistake when nobody is being paged."""
    incident = record.lock(incident)
    escalation.escalate(incident=incident, who=by.name, by=by, now=now)


def answer(*, page_id: int, digit: str, now: datetime) -> Said:
    """A key on a phone that a page rang: 1 acknowledges, 2 resolves, 3 escalates now, 4
    silences for 30 minutes, 9 repeats; any other is asked again. Never raises Mistake:
    what cannot be done is said.
    """
    page = Page.objects.select_related("incident", "person", "contact", "method")
    found = page.filter(pk=page_id).first()
    if found is None:
        return Said("This page is gone. Good bye.")
    if digit == "9":
        return Said("", repeat=True, done=False)
    if found.incident is None:
        return _tested(found, now)
    return _pressed(found, found.incident, digit, now)


def _pressed(found: Page, incident: Incident, digit: str, now: datetime) -> Said:
    further = bundling.further(found) if found.bundled else []
    if digit not in (_TOGETHER if further else _KEYS):
        return Said(f"That key does nothing. {KEYS}", again=True, done=False)
    if further:
        return Said(f"{_answered_all([found, *further], digit, now)} Good bye.")
    try:
        with transaction.atomic():
            _answered(found, now)
            text = _KEYS[digit](found, incident, now)
    except Mistake as mistake:
        return Said(f"{mistake.message} Good bye.")
    return Said(f"{text} Good bye.")


def _answered_all(told: Sequence[Page], digit: str, now: datetime) -> str:
    """A key for all that one call told, each as if it had been told alone; in the order
    of their incidents, as whoever holds several takes them.
    """
    done, refused = [], []
    for each in sorted(told, key=lambda one: one.incident_id or 0):
        if each.incident is None:
            continue
        try:
            with transaction.atomic():
                _answered(each, now)
                _KEYS[digit](each, each.incident, now)
            done.append(each.incident.reference)
        except Mistake as mistake:
            refused.append(mistake.message)
    said = _TOGETHER[digit].format(count=len(done), names=", ".join(done[:NAMED]))
    return " ".join([said] * bool(done) + refused[:NAMED])


def _answered(page: Page, now: datetime) -> None:
    """A key was pressed: it reached somebody, whatever comes of it."""
    if page.incident is not None:
        record.lock(page.incident)
    if page.method_id is not None:
        methods.reached(method_id=page.method_id, now=now)
    Page.objects.filter(pk=page.pk).update(
        status=Page.Status.ACKNOWLEDGED, ended_at=now, check_at=None
    )


def _tested(page: Page, now: datetime) -> Said:
    _answered(page, now)
    return Said("Thank you: this phone reaches you. Good bye.")


def _key_acknowledge(page: Page, incident: Incident, now: datetime) -> str:
    fresh = _acknowledge(incident, by=page.person, name=page.name, now=now)
    if fresh.acknowledged_by_id not in (None, page.person_id):
        by = fresh.acknowledged_by.name if fresh.acknowledged_by else "somebody"
        return f"{by} has it already. You are noted too."
    return f"Acknowledged. {incident.reference} is yours."


def _key_resolve(page: Page, incident: Incident, now: datetime) -> str:
    if page.person is None:
        by_machine.resolve(
            incident=incident, reason=f"Resolved by phone by {page.name}", now=now
        )
    else:
        verbs.resolve(incident=incident, by=page.person, now=now)
    return f"{incident.reference} is resolved."


def _key_escalate(page: Page, incident: Incident, now: datetime) -> str:
    escalation.escalate(incident=incident, who=page.name, by=page.person, now=now)
    return "The next level is being asked now."


def _key_silence(page: Page, incident: Incident, now: datetime) -> str:
    if page.person is None:
        raise Mistake("Only people of the team silence alerts.")
    silencing.silence(
        incident=incident,
        until=now + SILENCED_FOR,
        reason="By phone",
        by=page.person,
        now=now,
    )
    return "Silenced for 30 minutes."


_KEYS = {
    "1": _key_acknowledge,
    "2": _key_resolve,
    "3": _key_escalate,
    "4": _key_silence,
}
# Of several incidents told together: what each needs beyond that is seen one by one.
_TOGETHER = {
    "1": "Acknowledged. {count} incidents are yours: {names}.",
    "3": "The next level is being asked now for {names}.",
}


@transaction.atomic
def page(
    *,
    incident: Incident,
    by: Person,
    now: datetime,
    people: Sequence[Person] = (),
    policy: Policy | None = None,
    why: str = "",
) -> list[str]:
    """Page these people at once, or escalate by this policy; `why` is told to them.

    Answers who or what that is. Raises Mistake, naming the field.
    """
    incident = record.lock(incident)
    refuse_over(incident, by=by, field="who")
    text = clean_line(why, field="why", limit=WHY_LIMIT) if why.strip() else ""
    if policy is not None:
        asked = f"{by.name} asks for it" + (f": {text}" if text else "")
        escalation.start_policy(
            incident=incident, policy=policy, why=asked, by=by, now=now
        )
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.PAGE,
            text=f"Escalating by “{policy.name}”" + (f". {text}" if text else ""),
            at=now,
            by=by,
        )
        effects.show(incident)
        return [f"“{policy.name}”"]
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise Mistake("Nobody is named. Name a person, team or policy.", field="who")
    if len(chosen) > MOST_PAGED:
        raise Mistake(
            f"At most {MOST_PAGED} people are paged at once. Name a policy instead.",
            field="who",
        )
    reason = f"{by.name} paged them" + (f": {text}" if text else "")
    targets = [Target(each.name, reason, person=each.pk) for each in chosen]
    escalation.page_people(
        incident=incident, targets=targets, text=text or reason, by=by, now=now
    )
    return [each.name for each in chosen]


def people_of(team: Team) -> list[Person]:
    """The active people of a team, by name."""
    mine = Person.objects.filter(memberships__team=team, is_active=True)
    return list(mine.order_by("name"))
