"""Incident, its timeline and the people in it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from incidents import rows
from incidents.catalog.models import Service
from incidents.channels.models import Conversation
from incidents.people.models import Person
from incidents.values import OPEN, Severity, Status


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, person: Person | None) -> Self:
        """The incidents that this person may know of. The one rule of privacy."""
        public = Q(is_private=False)
        if person is None or not person.is_active:
            return self.filter(public)
        return self.filter(
            public
            | Q(declared_by=person)
            | Q(lead=person)
            | Q(pk__in=Participant.objects.present(person).values("incident"))
        )

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def one_visible_to(self, person: Person | None, pk: int) -> "Incident | None":
        """The incident with this id, if it is `visible_to` this person. What is not
        private is everybody's, so that the rule, which is dear to ask, is asked of the
        others alone.
        """
        found: Incident | None = rows.one(self.model, "WHERE id = %s", [pk])
        if found is None or not found.is_private:
            return found
        return found if self.visible_to(person).filter(pk=pk).exists() else None


class Incident(models.Model):
    """Alerts handled as one, or something a person declared. Times are UTC."""

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    status = models.CharField(max_length=13, choices=Status, default=Status.TRIAGE)
    severity = models.CharField(
        max_length=4, choices=Severity, blank=True, default="", db_default=""
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="incidents", null=True, blank=True
    )
    is_private = models.BooleanField("private", default=False)
    declared_by = models.ForeignKey(
        Person, models.PROTECT, related_name="declared", null=True
    )
    lead = models.ForeignKey(
        Person, models.PROTECT, related_name="led", null=True, blank=True
    )
    latest_update = models.TextField(blank=True, default="")
    resolution = models.TextField(blank=True, default="")

    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True
    )
    next_update_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next update is due."
    )

    channel_name = models.CharField(max_length=80, blank=True, default="")
    channel = models.OneToOneField(
        Conversation, models.SET_NULL, related_name="incident", null=True, blank=True
    )

    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Person, models.PROTECT, related_name="acknowledged", null=True, blank=True
    )
    declared_at = models.DateTimeField()
    investigating_at = models.DateTimeField(null=True, blank=True)
    fixing_at = models.DateTimeField(null=True, blank=True)
    monitoring_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    post_incident_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["severity", "-id"],
                name="incident_open",
                condition=Q(status__in=[s.value for s in OPEN]),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel_name"],
                name="incident_channel_name_once",
                condition=~Q(channel_name=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """How people name it: INC-12."""
        return f"INC-{self.pk}"

    @property
    def subject(self) -> str:
        """How effects name it."""
        return subject_of(self.pk)

    @property
    def channel_slack_id(self) -> str:
        """Slack's id of its channel; empty until that is open."""
        return self.channel.slack_id if self.channel else ""

    @property
    def is_open(self) -> bool:
        return Status(self.status).is_open

    @property
    def is_put_away(self) -> bool:
        """Over, with an archived channel: nothing is shown there any more."""
        channel = self.channel
        return not self.is_open and channel is not None and channel.is_archived

    def reached(self, status: Status) -> datetime | None:
        """When it first came to this status, or None."""
        value: datetime | None = getattr(self, MILESTONES[status])
        return value


MILESTONES: dict[Status, str] = {
    Status.TRIAGE: "declared_at",
    Status.INVESTIGATING: "investigating_at",
    Status.FIXING: "fixing_at",
    Status.MONITORING: "monitoring_at",
    Status.RESOLVED: "resolved_at",
    Status.POST_INCIDENT: "post_incident_at",
    Status.CLOSED: "closed_at",
}


def subject_of(incident_id: int) -> str:
    return f"incident:{incident_id}"


def incident_of(subject: str) -> int | None:
    """The id of the incident that a subject names, or None for another subject."""
    kind, _, number = subject.partition(":")
    return int(number) if kind == "incident" and number.isdigit() else None


class Entry(models.Model):
    """A line of the timeline. `at` is when it happened, in UTC."""

    class Kind(models.TextChoices):
        DECLARED = "declared", "Declared"
        SEVERITY = "severity", "Severity"
        STATUS = "status", "Status"
        LEAD = "lead", "Lead"
        UPDATE = "update", "Update"
        RESOLVED = "resolved", "Resolved"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"
        PEOPLE = "people", "People"
        CHANNEL = "channel", "Channel"
        TROUBLE = "trouble", "Trouble"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        MERGED = "merged", "Merged"
        ROLE = "role", "Role"
        NOTE = "note", "Note"
        MESSAGE = "message", "Message"
        FOLLOW_UP = "follow_up", "Follow-up"
        FREEZE = "freeze", "Deployment freeze"
        POSTMORTEM = "postmortem", "Post-mortem"
        PRIVACY = "privacy", "Privacy"
        REMINDER = "reminder", "Reminder"
        SOS = "sos", "Call for help"
        TIMES = "times", "Times"
        ALERTS = "alerts", "Alerts"
        PAGE = "page", "Pages"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="entries", null=True, blank=True
    )
    text = models.TextField()
    data = models.JSONField(default=dict, blank=True)
    source = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="The Slack message it came from: channel and ts.",
    )
    permalink = models.URLField(max_length=500, blank=True, default="", db_default="")
    is_hidden = models.BooleanField(
        "hidden", default=False, db_default=False, help_text="Kept, and not shown."
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        Person, models.PROTECT, related_name="edits", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "timeline entries"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["incident", "at", "id"], name="entry_timeline")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "source"],
                name="entry_source_once",
                condition=~Q(source=""),
            )
        ]

    def __str__(self) -> str:
        return self.text


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self, person: Person) -> Self:
        """Where this person takes part and did not leave."""
        return self.filter(person=person, left_at__isnull=True)


class Participant(models.Model):
    """A person who was invited or joined; it grants sight of a private incident until
    they leave its channel. Who left stays on record as somebody who took part.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.CASCADE, related_name="participations")
    created_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], name="participant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.incident}"
