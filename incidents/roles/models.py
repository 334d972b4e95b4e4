"""Role: what somebody does in incidents. Assignment: who does it in one of them."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person
from incidents.record.models import Incident

LEAD = "lead"
COMMS = "comms"
SCRIBE = "scribe"
RESPONDER = "responder"


class IncidentRole(models.Model):
    """A role that can be taken in an incident. The lead's holder is `Incident.lead`."""

    slug = models.SlugField(
        max_length=40,
        unique=True,
        help_text="What is typed behind /incident role, in lower case.",
    )
    name = models.CharField(max_length=60, unique=True)
    summary = models.CharField(
        max_length=200, blank=True, default="", help_text="What the role is for."
    )
    briefing = models.TextField(
        blank=True,
        default="",
        max_length=2_000,
        help_text="What a new holder is told in a direct message.",
    )
    is_single = models.BooleanField(
        "one holder", default=True, help_text="Whether one person has it at a time."
    )
    is_active = models.BooleanField("active", default=True)
    rank = models.PositiveSmallIntegerField(default=50)

    class Meta:
        verbose_name = "incident role"
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> Self:
        return self.filter(until__isnull=True)


class Assignment(models.Model):
    """Who has, or had, a role in an incident. Times are UTC."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="assignments")
    role = models.ForeignKey(IncidentRole, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="assigned", null=True, blank=True
    )
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)
    is_single = models.BooleanField(
        default=True, help_text="As its role was when it was assigned."
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["role__rank", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "role"],
                name="assignment_single_once",
                condition=models.Q(until__isnull=True, is_single=True),
            ),
            models.UniqueConstraint(
                fields=["incident", "role", "person"],
                name="assignment_person_once",
                condition=models.Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role} of {self.incident}"
