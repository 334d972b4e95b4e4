"""Making follow-ups, changing them, and putting an end to them."""

from datetime import date, datetime

from django.db import transaction

from incidents.channels import queries as channels
from incidents.followups import reminding
from incidents.followups.dates import checked, shown
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan
from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_merged
from incidents.values import TITLE_LIMIT, Mistake, clean_line

Status = FollowUp.Status


@transaction.atomic
def add(*, incident: Incident, plan: Plan, by: Person, now: datetime) -> FollowUp:
    """Something is to be done because of the incident, over or not. Raises Mistake.

    The owner must be able to see the incident; nobody is invited by this.
    """
    incident = record.lock(incident)
    refuse_merged(incident, by=by)
    made = FollowUp(incident=incident, created_by=by, permalink=plan.permalink)
    _planned(made, plan, by=by, now=now)
    made.save()
    reminding.plan(made, now=now)
    words = f"Follow-up: {made.title}{_particulars(made)}"
    _told(made, words, what="made", by=by, now=now)
    return made


@transaction.atomic
def change(
    *, incident: Incident, follow_up_id: int, plan: Plan, by: Person, now: datetime
) -> FollowUp:
    """Give it another title, owner or day. Raises Mistake."""
    found = _held(incident, follow_up_id)
    _still_open(found)
    before = _facts(found)
    _planned(found, plan, by=by, now=now)
    changed = [
        f"{name} {old} → {new}"
        for (name, old), (_, new) in zip(before, _facts(found), strict=True)
        if old != new
    ]
    if changed:
        found.save(update_fields=["title", "owner", "due_on"])
        reminding.plan(found, now=now)
        reminding.show_changed(found)
        words = f"Follow-up changed: {found.title}: {', '.join(changed)}"
        _told(found, words, what="changed", by=by, now=now)
    return found


@transaction.atomic
def take(
    *, incident: Incident, follow_up_id: int, by: Person, now: datetime
) -> FollowUp:
    """I do it. Raises Mistake."""
    found = _held(incident, follow_up_id)
    plan = Plan(title=found.title, owner=by, due_on=found.due_on)
    return change(
        incident=incident, follow_up_id=follow_up_id, plan=plan, by=by, now=now
    )


def done(
    *, incident: Incident, follow_up_id: int, by: Person, now: datetime
) -> FollowUp:
    """It is done. Raises Mistake when it was ended before."""
    return _ended(incident, follow_up_id, Status.DONE, by=by, now=now)


def drop(
    *, incident: Incident, follow_up_id: int, by: Person, now: datetime
) -> FollowUp:
    """It will not be done. Raises Mistake when it was ended before."""
    return _ended(incident, follow_up_id, Status.DROPPED, by=by, now=now)


@transaction.atomic
def reopen(
    *, incident: Incident, follow_up_id: int, by: Person, now: datetime
) -> FollowUp:
    """It is to be done after all. Raises Mistake when it is open."""
    found = _held(incident, follow_up_id)
    if found.status == Status.OPEN:
        raise Mistake(f"“{found.title}” is open already.")
    found.status, found.ended_at, found.ended_by = Status.OPEN, None, None
    found.save(update_fields=["status", "ended_at", "ended_by"])
    reminding.plan(found, now=now)
    reminding.show_changed(found)
    words = f"Follow-up reopened: {found.title}"
    _told(found, words, what="reopened", by=by, now=now)
    return found


@transaction.atomic
def snooze(
    *, incident: Incident, follow_up_id: int, by: Person, now: datetime
) -> datetime:
    """Remind of it tomorrow morning; answers when (UTC). Raises Mistake."""
    found = _held(incident, follow_up_id)
    _still_open(found)
    return reminding.snooze(found, now=now)


def today_of(person: Person, now: datetime) -> date:
    """The day it is on this person's calendar."""
    return now.astimezone(zone_of(person)).date()


@transaction.atomic
def _ended(
    incident: Incident, follow_up_id: int, status: Status, *, by: Person, now: datetime
) -> FollowUp:
    found = _held(incident, follow_up_id)
    _still_open(found)
    found.status, found.ended_at, found.ended_by = status, now, by
    found.save(update_fields=["status", "ended_at", "ended_by"])
    reminding.plan(found, now=now)
    reminding.show_changed(found)
    words = f"Follow-up {status.label.lower()}: {found.title}"
    _told(found, words, what=status.value, by=by, now=now)
    return found


def _held(incident: Incident, follow_up_id: int) -> FollowUp:
    """The follow-up, locked with its incident. Raises Mistake when there is none."""
    incident = record.lock(incident)
    found = (
        FollowUp.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner")
        .filter(incident=incident, pk=follow_up_id)
        .first()
    )
    if found is None:
        raise Mistake("This follow-up is gone.")
    found.incident = incident
    return found


def _still_open(follow_up: FollowUp) -> None:
    if follow_up.status != Status.OPEN:
        label = follow_up.get_status_display().lower()
        raise Mistake(f"“{follow_up.title}” is {label} already.")


def _planned(follow_up: FollowUp, plan: Plan, *, by: Person, now: datetime) -> None:
    """Set what is planned. What stays as it was is not asked about again."""
    title = clean_line(plan.title, field="title", limit=TITLE_LIMIT)
    if plan.owner is not None and plan.owner != follow_up.owner:
        _check_owner(follow_up.incident, plan.owner)
    if plan.due_on is not None and plan.due_on != follow_up.due_on:
        checked(plan.due_on, today=today_of(by, now))
    follow_up.title, follow_up.owner = title, plan.owner
    follow_up.due_on = plan.due_on


def _check_owner(incident: Incident, owner: Person) -> None:
    if not owner.is_active:
        raise Mistake(
            f"{owner.name} has left: name somebody who is here.", field="owner"
        )
    if channels.is_guest(owner):
        raise Mistake(
            f"{owner.name} is a guest of the workspace: name a member.", field="owner"
        )
    if not Incident.objects.visible_to(owner).filter(pk=incident.pk).exists():
        raise Mistake(
            f"{incident.reference} is private and {owner.name} is not in it: invite "
            "them to its channel first.",
            field="owner",
        )


def _facts(follow_up: FollowUp) -> list[tuple[str, str]]:
    owner, due = follow_up.owner, follow_up.due_on
    return [
        ("title", f"“{follow_up.title}”"),
        ("owner", owner.name if owner else "nobody"),
        ("due", shown(due) if due else "no day"),
    ]


def _particulars(follow_up: FollowUp) -> str:
    owner, due = follow_up.owner, follow_up.due_on
    parts = [owner.name] if owner else []
    parts += [f"due {shown(due)}"] if due else []
    return f" ({', '.join(parts)})" if parts else ""


def _told(
    follow_up: FollowUp, words: str, *, what: str, by: Person, now: datetime
) -> None:
    """On the timeline, on the card and on every Home; nothing is posted."""
    record.add_entry(
        incident=follow_up.incident,
        kind=Entry.Kind.FOLLOW_UP,
        text=words,
        at=now,
        by=by,
        data={"follow_up": follow_up.pk, "what": what},
    )
    effects.show(follow_up.incident)
