"""Freezing deployments, lifting that, and deploying all the same."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from incidents import rows
from incidents.channels import queries as channels
from incidents.channels.models import TAG_DEPLOYMENTS
from incidents.freezes import queries
from incidents.freezes.models import EVERYTHING, Freeze, FreezeOverride
from incidents.freezes.until import checked
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.values import Mistake, clean_line

ENDS = "freeze_ends"
SHOWN = "freeze"
TOLD = "freeze_override"
REASON_LIMIT = 500
LONGEST_OVERRIDE = timedelta(hours=24)
_SCOPE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@transaction.atomic
def freeze(
    *,
    scope: str,
    until: datetime | None,
    reason: str,
    by: Person,
    now: datetime,
    incident: Incident | None = None,
) -> Freeze:
    """Deployments of `scope` should wait until `until` (UTC), or until it is lifted.

    One that somebody made before for the same scope is changed. Raises Mistake.
    """
    scope = scope_of(scope)
    reason = _reason(reason) if reason.strip() else ""
    until = checked(until, now=now) if until else None
    if incident is not None:
        incident = record.lock(incident)
    found = (
        queries.standing(now=now)
        .select_for_update(no_key=True, of=("self",))
        .filter(scope=scope, is_automatic=False, incident=incident)
        .first()
    )
    made = found or Freeze(scope=scope, by=by, since=now, incident=incident)
    made.until, made.reason = until, reason or made.reason
    made.save()
    _planned(made)
    _shown(made)
    end = f" until {until:%-d %b %H:%M} UTC" if until else " until it is lifted"
    why = f": {made.reason}" if made.reason else ""
    _told(made, f"Deployments of {scope} frozen{end}{why}", by=by, now=now)
    return made


@transaction.atomic
def freeze_for(*, incident: Incident, scope: str, now: datetime) -> Freeze | None:
    """The freeze that the incident's severity asks for; None when it stands already.

    It lasts until the incident is resolved or somebody lifts it.
    """
    made, is_new = Freeze.objects.get_or_create(
        incident=incident,
        scope=scope,
        is_automatic=True,
        lifted_at=None,
        defaults={
            "since": now,
            "reason": f"{incident.severity}: {incident.title}"[:REASON_LIMIT],
        },
    )
    if not is_new:
        return None
    _shown(made)
    text = f"Deployments of {scope} frozen, for it is {incident.severity}"
    _told(made, text, by=None, now=now)
    return made


@transaction.atomic
def lift(*, freeze_id: int, by: Person, now: datetime) -> Freeze:
    """Deployments may go on. Raises Mistake when it does not stand any more."""
    _hold_incidents([freeze_id])
    found = (
        queries.standing(now=now)
        .select_for_update(no_key=True, of=("self",))
        .filter(pk=freeze_id)
        .first()
    )
    if found is None:
        raise Mistake("This freeze is over already.")
    _lift(found, by=by, now=now)
    return found


_OF_SEVERITY = """
WHERE incident_id = %s AND is_automatic AND lifted_at IS NULL AND scope <> %s
ORDER BY id FOR NO KEY UPDATE
"""


@transaction.atomic(savepoint=False)
def lift_for(
    *, incident: Incident, by: Person | None, now: datetime, but: str = ""
) -> int:
    """Lift what its severity froze, save the scope `but`: it is over, or not so bad.
    How many.
    """
    chosen = rows.every(Freeze, _OF_SEVERITY, [incident.pk, but])
    for each in chosen:
        _lift(each, by=by, now=now)
    return len(chosen)


@transaction.atomic
def override(
    *, scope: str, reason: str, lasting: timedelta, by: Person, now: datetime
) -> list[FreezeOverride]:
    """Deploy `scope` all the same for a while, saying why. Raises Mistake, and
    UnknownScope.
    """
    scope = scope_of(scope)
    reason = _reason(reason)
    if not timedelta(0) < lasting <= LONGEST_OVERRIDE:
        raise Mistake("Choose a length of up to 24 hours.", field="lasting")
    state = queries.state(scope=scope, now=now, by=by)
    if not state.standing:
        raise Mistake(f"Deployments of {scope} are not frozen.", field="scope")
    _hold_incidents([each.id for each in state.standing])
    made = []
    for each in state.standing:
        allowed = FreezeOverride.objects.create(
            freeze_id=each.id,
            scope=scope,
            reason=reason,
            by=by,
            at=now,
            until=now + lasting,
        )
        _announced(allowed)
        text = f"Freeze of {allowed.freeze.scope} overridden for {scope}: {reason}"
        _told(allowed.freeze, text, by=by, now=now)
        made.append(allowed)
    return made


@transaction.atomic
def ended(reminder: Reminder, now: datetime) -> None:
    """Its time is over: it is shown so."""
    found = Freeze.objects.select_for_update(no_key=True).filter(
        pk=int(reminder.args["freeze"]), lifted_at__isnull=True, until__lte=now
    )
    for each in found:
        each.lifted_at = each.until
        each.save(update_fields=["lifted_at"])
        _shown(each)
        _told(each, f"Freeze of {each.scope} ended", by=None, now=now)


def scope_of(text: str) -> str:
    """A scope as it is kept. Raises Mistake, naming the rule."""
    scope = text.strip().lower() or EVERYTHING
    if not _SCOPE.fullmatch(scope):
        raise Mistake(
            "A scope has letters, digits, - and _, at most 80, like checkout-api.",
            field="scope",
        )
    return scope


def _reason(text: str) -> str:
    return clean_line(text, field="reason", limit=REASON_LIMIT)


def _hold_incidents(freeze_ids: Collection[int]) -> None:
    """Lock the incidents of these freezes, before anything else: a freeze that is held
    while its incident is waited for would lock up with the incident's own changes.
    """
    known = Freeze.objects.filter(pk__in=freeze_ids).values("incident")
    held = Incident.objects.select_for_update(no_key=True).filter(pk__in=known)
    list(held.order_by("pk").values_list("pk"))


def _lift(freeze: Freeze, *, by: Person | None, now: datetime) -> None:
    freeze.lifted_at, freeze.lifted_by = now, by
    freeze.save(update_fields=["lifted_at", "lifted_by"])
    reminders.stop(key=_key(freeze))
    _shown(freeze)
    _told(freeze, f"Freeze of {freeze.scope} lifted", by=by, now=now)


def _planned(freeze: Freeze) -> None:
    if freeze.until is None:
        reminders.stop(key=_key(freeze))
        return
    reminders.remind(
        kind=ENDS,
        key=_key(freeze),
        due_at=freeze.until,
        incident=freeze.incident,
        args={"freeze": freeze.pk},
    )


def _key(freeze: Freeze) -> str:
    return f"{ENDS}:{freeze.pk}"


def _subject(freeze: Freeze) -> str:
    return freeze.incident.subject if freeze.incident else f"freeze:{freeze.pk}"


def _shown(freeze: Freeze) -> None:
    """Announced where deployments are watched, in one message edited in place."""
    if channels.tagged(TAG_DEPLOYMENTS):
        outbox.touch(
            kind=SHOWN,
            key=f"{SHOWN}:{freeze.pk}",
            subject=_subject(freeze),
            args={"freeze": freeze.pk},
            priority=20,
        )


def _announced(allowed: FreezeOverride) -> None:
    """Under the announcement of the freeze, if it has one."""
    before = list(outbox.ids_of(f"{SHOWN}:{allowed.freeze_id}").values())
    if before:
        outbox.add(
            kind=TOLD,
            key=f"{TOLD}:{allowed.pk}",
            subject=_subject(allowed.freeze),
            args={"override": allowed.pk},
            after=before,
            priority=40,
        )


def _told(freeze: Freeze, text: str, *, by: Person | None, now: datetime) -> None:
    """On the timeline of the incident it belongs to, and on its card."""
    if freeze.incident is None:
        return
    record.add_entry(
        incident=freeze.incident, kind=Entry.Kind.FREEZE, text=text, at=now, by=by
    )
    effects.show(freeze.incident)
