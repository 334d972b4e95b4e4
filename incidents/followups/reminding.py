"""Reminding who is to do a follow-up, from the day that it is due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from incidents.channels import queries as channels
from incidents.followups.models import FollowUp
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record.models import Incident
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder

DUE = "follow_up"
EFFECT = "follow_up_reminder"
MORNING = time(9)
TIMES = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Recipient:
    """Who is reminded, by Slack's id, and why it is not the owner if it is not."""

    slack_id: str
    reason: str = ""


def key_of(follow_up: FollowUp) -> str:
    return f"{DUE}:{follow_up.pk}"


def plan(follow_up: FollowUp, *, now: datetime) -> None:
    """Set its reminders anew: at nine on the day that it is due, on the clock of who
    is to do it, and on the days after, five times in all. None without such a day.
    """
    if follow_up.status != FollowUp.Status.OPEN or follow_up.due_on is None:
        reminders.stop(key=key_of(follow_up))
        return
    zone = zone_of(keeper(follow_up))
    first = _morning(follow_up.due_on, zone)
    _remind(follow_up, first if first > now else next_morning(now, zone))


def due(reminder: Reminder, now: datetime) -> None:
    """Its time has come: remind, and do so again tomorrow."""
    found = FollowUp.objects.filter(pk=int(reminder.args["follow_up"]))
    follow_up = found.open().select_related("owner", "incident").first()
    if follow_up is None:
        reminders.stop(key=reminder.key)
        return
    _show(follow_up, at=now)
    # On the same clock also when summer time begins; the last one has no row any more.
    until = next_morning(now, zone_of(keeper(follow_up)))
    reminders.snooze(key=reminder.key, until=until)


def snooze(follow_up: FollowUp, *, now: datetime) -> datetime:
    """Remind tomorrow morning at the soonest; answers when (UTC)."""
    until = next_morning(now, zone_of(keeper(follow_up)))
    if not reminders.snooze(key=key_of(follow_up), until=until):
        _remind(follow_up, until, times=1)
    show_changed(follow_up, snoozed_until=until)
    return until


def show_changed(follow_up: FollowUp, *, snoozed_until: datetime | None = None) -> None:
    """Edit the direct message that reminded of it, if there is one."""
    if outbox.ids_of(_effect_key(follow_up)):
        until = snoozed_until.isoformat() if snoozed_until else ""
        _touch(follow_up, {"snoozed_until": until})


def recipient(follow_up: FollowUp) -> Recipient | None:
    """The owner; for one who has left or has no account, the lead or the declarer."""
    incident, owner = follow_up.incident, follow_up.owner
    people = [p for p in (owner, incident.lead, incident.declared_by) if p]
    ids = channels.slack_ids(p.pk for p in people if _may_hear(incident, p))
    if owner is not None and owner.pk in ids:
        return Recipient(ids[owner.pk])
    reason = f"{owner.name} cannot be reached in Slack" if owner else "nobody owns it"
    found = next((ids[p.pk] for p in people if p.pk in ids), "")
    return Recipient(found, reason) if found else None


def keeper(follow_up: FollowUp) -> Person:
    """Whose clock counts: the owner's, or that of who leads or declared it."""
    incident = follow_up.incident
    people = (follow_up.owner, incident.lead, incident.declared_by)
    return next((p for p in people if p is not None and p.is_active), Person())


def next_morning(now: datetime, zone: tzinfo) -> datetime:
    """The next nine o'clock there, in UTC. Pure."""
    today = now.astimezone(zone).date()
    mornings = (_morning(today + DAY * n, zone) for n in (0, 1, 2))
    return next(morning for morning in mornings if morning > now)


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def _remind(follow_up: FollowUp, at: datetime, *, times: int = TIMES) -> None:
    reminders.remind(
        kind=DUE,
        key=key_of(follow_up),
        due_at=at,
        incident=follow_up.incident,
        person=follow_up.owner,
        every=DAY,
        times=times,
        args={"follow_up": follow_up.pk},
    )


def _show(follow_up: FollowUp, *, at: datetime) -> None:
    _touch(follow_up, {"at": at.isoformat(), "snoozed_until": ""})


def _touch(follow_up: FollowUp, args: dict[str, str]) -> None:
    outbox.touch(
        kind=EFFECT,
        key=_effect_key(follow_up),
        subject=follow_up.incident.subject,
        args={"follow_up": follow_up.pk, **args},
        priority=50,
    )


def _effect_key(follow_up: FollowUp) -> str:
    return f"{EFFECT}:{follow_up.pk}"


def _may_hear(incident: Incident, person: Person) -> bool:
    seen = Incident.objects.visible_to(person).filter(pk=incident.pk)
    return person.is_active and seen.exists()
