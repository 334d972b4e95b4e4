"""FollowUp: something to do because of an incident."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person
from incidents.record.models import Incident


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> Self:
        return self.filter(status=FollowUp.Status.OPEN)


class FollowUp(models.Model):
    """Something to do because of an incident. `due_on` is a day in its owner's zone."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="follow_ups")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="follow_ups", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.OPEN)
    permalink = models.URLField(
        max_length=500,
        blank=True,
        default="",
        help_text="The message it was made from.",
    )
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="follow_ups_made", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(
        Person, models.PROTECT, related_name="follow_ups_ended", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "follow-up"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                name="follow_up_open",
                condition=models.Q(status="open"),
            )
        ]

    def __str__(self) -> str:
        return self.title
