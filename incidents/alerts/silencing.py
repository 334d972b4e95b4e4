"""Silencing alerts: for a while they page nobody. They are recorded all the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.alerts.models import (
    Alert,
    AlertGroup,
    IncidentRoute,
    Silence,
)
from incidents.catalog.models import Service
from incidents.escalation import services as escalation
from incidents.freezes.until import checked, until_of
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_over
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.values import Mistake, clean_line

REASON_LIMIT = 200
ENDS = "silence_ends"
MORNING = 9
WHAT = "A silence"


def until(word: str, *, by: Person, now: datetime) -> datetime:
    """When `30m`, `4h`, `1d`, `18:00` or `morning` (tomorrow 09:00) is over, in UTC;
    clocks are the person's. Raises Mistake.
    """
    word = word.strip().lower()
    if word in ("morning", "tomorrow"):
        here = now.astimezone(ZoneInfo(by.timezone))
        next_day = (here + timedelta(days=1)).date()
        begin = datetime.combine(next_day, datetime.min.time(), here.tzinfo)
        return begin.replace(hour=MORNING).astimezone(now.tzinfo)
    found = until_of(word, zone=by.timezone, now=now, what=WHAT)
    if found is None:
        raise Mistake(
            "Until when? Write 30m, 4h, 1d, a time like 18:00, or tomorrow (09:00).",
            field="until",
        )
    return found


@transaction.atomic
def silence(
    *, incident: Incident, until: datetime, reason: str, by: Person, now: datetime
) -> Incident:
    """Alerts of its groups page nobody until then (UTC), new ones neither. One that
    was made before is replaced. Raises Mistake.
    """
    incident = record.lock(incident)
    refuse_over(incident, by=by)
    until = checked(until, now=now, what=WHAT)
    reason = _reason(reason)
    groups = _groups(incident)
    if not groups:
        raise Mistake(
            f"{incident.reference} has no alerts that could be silenced.", field="until"
        )
    _end(groups, now=now)
    Silence.objects.bulk_create(
        Silence(service_id=service, group_key=key, until=until, reason=reason, by=by)
        for service, key in groups
    )
    IncidentRoute.objects.filter(incident=incident).update(silenced_until=until)
    _tell(
        incident,
        f"Silenced until {_clock(until, by)}{f'. {reason}' if reason else ''}",
        until=until,
        by=by,
        now=now,
    )
    reminders.remind(
        kind=ENDS, key=f"{ENDS}:{incident.pk}", due_at=until, incident=incident
    )
    escalation.pause(
        incident=incident, until=until, why=f"{by.name} silenced it", by=by, now=now
    )
    return incident


@transaction.atomic
def unsilence(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Its alerts page again. Raises Mistake when it is not silenced."""
    incident = record.lock(incident)
    ended = _end(_groups(incident) or _left_groups(incident), now=now)
    routes = IncidentRoute.objects.filter(incident=incident)
    if not ended and not routes.exclude(silenced_until=None).exists():
        raise Mistake(f"{incident.reference} is not silenced.")
    routes.update(silenced_until=None)
    reminders.stop(key=f"{ENDS}:{incident.pk}")
    _tell(incident, "Silence lifted", until=None, by=by, now=now)
    escalation.resume(
        incident=incident, why=f"{by.name} lifted the silence", by=by, now=now
    )
    return incident


def move(*, incident: Incident, into: Incident) -> None:
    """What was silenced goes on being so in the survivor, which says it if it has a
    message of its own.
    """
    until = (
        IncidentRoute.objects.filter(incident=incident)
        .values_list("silenced_until", flat=True)
        .first()
    )
    if until is None:
        return
    reminders.stop(key=f"{ENDS}:{incident.pk}")
    routes = IncidentRoute.objects.filter(incident=into, silenced_until=None)
    if routes.update(silenced_until=until):
        reminders.remind(
            kind=ENDS, key=f"{ENDS}:{into.pk}", due_at=until, incident=into
        )


def ended(reminder: Reminder, now: datetime) -> None:
    """The silence is over: its message says so no longer."""
    incident = reminder.incident
    if incident is None:
        return
    over = Q(silenced_until__lte=now)
    if IncidentRoute.objects.filter(over, incident=incident).update(
        silenced_until=None
    ):
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.ALERTS,
            text="The silence is over",
            at=now,
            by=None,
        )
        effects.show(incident)


@transaction.atomic
def silence_service(
    *, service: Service, until: datetime, reason: str, by: Person, now: datetime
) -> Silence:
    """All alerts of a service page nobody until then (UTC). Raises Mistake."""
    until = checked(until, now=now, what=WHAT)
    _end([(service.pk, "")], now=now)
    return Silence.objects.create(
        service=service, until=until, reason=_reason(reason), by=by
    )


@transaction.atomic
def lift(*, silence_id: int, by: Person, now: datetime) -> Silence:
    """End one silence now; the incidents that it hushed show that. Raises Mistake."""
    found = Silence.objects.select_for_update(no_key=True, of=("self",))
    silence = found.select_related("service").filter(pk=silence_id).first()
    if silence is None or silence.ended_at or silence.until <= now:
        raise Mistake("This silence is over already.")
    silence.ended_at = now
    silence.save(update_fields=["ended_at"])
    hushed = Incident.objects.filter(
        alert_groups__service=silence.service_id,
        alert_groups__key=silence.group_key,
        route__silenced_until__gt=now,
    )
    for incident in hushed.distinct().order_by("pk"):
        unsilence(incident=incident, by=by, now=now)
    return silence


def check(until: datetime, *, now: datetime) -> datetime:
    """`until` itself. Raises Mistake unless it lies ahead, by at most 30 days."""
    return checked(until, now=now, what=WHAT)


def visible(by: Person) -> "QuerySet[Silence]":
    """Silences that tell this person of no hidden incident: a group key may name it."""
    seen = Incident.objects.visible_to(by)
    hidden = AlertGroup.objects.filter(
        service=OuterRef("service"),
        key=OuterRef("group_key"),
        incident__is_private=True,
    ).exclude(incident__in=seen)
    return Silence.objects.filter(~Exists(hidden)).select_related("service", "by")


def standing(*, now: datetime) -> Q:
    """What tells a silence that stands."""
    return Q(until__gt=now, ended_at=None)


def _groups(incident: Incident) -> Sequence[tuple[int, str]]:
    """The services and group keys whose alerts come to it."""
    open_groups = AlertGroup.objects.filter(incident=incident, closed_at=None)
    found = set(open_groups.values_list("service", "key"))
    if not found:
        alerts = Alert.objects.filter(incident=incident).exclude(status="resolved")
        found = set(alerts.order_by().values_list("service", "group_key"))
    return sorted(found)


def _left_groups(incident: Incident) -> Sequence[tuple[int, str]]:
    """Those whose alerts came to it once and come to no other: what was silenced
    outlives the incident.
    """
    taken = AlertGroup.objects.filter(
        service=OuterRef("service"), key=OuterRef("key"), closed_at=None
    )
    left = AlertGroup.objects.filter(~Exists(taken), incident=incident)
    return sorted(set(left.values_list("service", "key")))


def _end(groups: Sequence[tuple[int, str]], *, now: datetime) -> int:
    ended = 0
    for service, key in groups:
        stands = Silence.objects.filter(standing(now=now))
        mine = stands.filter(service=service, group_key=key)
        ended += mine.update(ended_at=now)
    return ended


def _reason(text: str) -> str:
    if not text.strip():
        return ""
    return clean_line(text, field="reason", limit=REASON_LIMIT)


def _clock(at: datetime, by: Person) -> str:
    here = at.astimezone(ZoneInfo(by.timezone))
    return f"{here:%-d %b %H:%M} ({by.timezone})"


def _tell(
    incident: Incident,
    text: str,
    *,
    until: datetime | None,
    by: Person,
    now: datetime,
) -> None:
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.ALERTS,
        text=text,
        at=now,
        by=by,
        data={"silenced_until": until.isoformat() if until else None},
    )
    effects.show(incident)
