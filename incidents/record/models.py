"""Incident, its timeline and the people in it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

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
            | Q(pk__in=Participant.objects.filter(person=person).values("incident"))
        )

    def open(self) -> Self:
        return self.filter(status__in=OPEN)


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

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="entries", null=True, blank=True
    )
    text = models.TextField()
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "timeline entries"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["incident", "at", "id"], name="entry_timeline")]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """A person who was invited or joined; it grants sight of a private incident."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.CASCADE, related_name="participations")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], name="participant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.incident}"
