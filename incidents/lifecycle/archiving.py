"""A closed incident's channel is archived some days later, unless somebody objects."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.catalog import queries as catalog
from incidents.channels import services as channels
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.values import Mistake, Status

ARCHIVE = "archive"
# Only of these is a channel archived: nobody works in it any more.
OVER = (Status.CLOSED, Status.DECLINED, Status.MERGED)


def planned(incident: Incident) -> datetime | None:
    """When its channel is going to be archived (UTC), or None."""
    found = Reminder.objects.filter(key=_key(incident))
    return found.values_list("due_at", flat=True).first()


def plan(incident: Incident, *, now: datetime) -> datetime | None:
    """It was closed: archive its channel after as many days as its severity says.

    Answers when (UTC); None where that is never, or where there is no channel.
    """
    days = catalog.rule(incident.severity).archive_after_days
    if days is None or incident.channel is None or incident.channel.is_archived:
        return None
    due_at = now + timedelta(days=days)
    reminders.remind(kind=ARCHIVE, key=_key(incident), due_at=due_at, incident=incident)
    return due_at


@transaction.atomic
def keep(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Do not archive its channel by itself. Raises Mistake when that is not planned."""
    incident = record.lock(incident)
    if not reminders.stop(key=_key(incident)):
        raise Mistake(f"The channel of {incident.reference} stays open already.")
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.CHANNEL,
        text="The channel is not archived by itself",
        at=now,
        by=by,
    )
    return incident


@transaction.atomic
def archive(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """Archive its channel now. Raises Mistake, naming what stands against it."""
    incident = record.lock(incident)
    refuse(incident)
    reminders.stop(key=_key(incident))
    effects.archive(incident, by=by, now=now)
    return incident


def refuse(incident: Incident) -> None:
    """Raises Mistake when its channel cannot be archived, and says why."""
    if incident.status not in OVER:
        label = incident.get_status_display().lower()
        raise Mistake(
            f"{incident.reference} is {label}: close it first, then its channel can "
            "be archived."
        )
    if incident.channel is None:
        raise Mistake(f"{incident.reference} has no channel.")
    if incident.channel.is_archived:
        raise Mistake(f"The channel of {incident.reference} is archived already.")
    if outbox.under_way(incident.subject, kind=ARCHIVE):
        raise Mistake(f"The channel of {incident.reference} is being archived.")


def due(reminder: Reminder, now: datetime) -> None:
    """The days are over."""
    if reminder.incident is None:
        return
    incident = record.lock(reminder.incident)
    channel = incident.channel
    if incident.status in OVER and channel is not None and not channel.is_archived:
        effects.archive(incident, by=None, now=now)


@transaction.atomic
def archived(*, incident: Incident, by: Person | None, now: datetime) -> None:
    """Slack archived the channel; `by` asked for it, or the days were over."""
    incident = record.lock(incident)
    if incident.channel is None:
        return
    channels.change_conversation(slack_id=incident.channel.slack_id, is_archived=True)
    record.add_entry(
        incident=incident,
        kind=Entry.Kind.CHANNEL,
        text=f"The channel #{incident.channel.name} is archived",
        at=now,
        by=by,
    )


@transaction.atomic
def unarchived(*, channel: str) -> None:
    """Somebody opened the channel with this Slack id again; if it is an incident's,
    what waited for that goes on, and what stands there is made right.
    """
    found = Incident.objects.filter(channel__slack_id=channel).first()
    if found is not None:
        incident = record.lock(found)
        effects.show(incident)
        outbox.retry(incident.subject)


def _key(incident: Incident) -> str:
    return f"{ARCHIVE}:{incident.pk}"
