"""Reminder: something to do at a time, perhaps again and again."""

from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person
from incidents.record.models import Incident


class Reminder(models.Model):
    """One row per key. `due_at` is UTC; a stopped reminder's row is gone."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="reminders", null=True, blank=True
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="reminders", null=True, blank=True
    )
    due_at = models.DateTimeField(db_index=True)
    every = models.DurationField(
        null=True, blank=True, help_text="How long until it comes again."
    )
    left = models.PositiveSmallIntegerField(
        default=1, help_text="How often it still comes."
    )
    count = models.PositiveSmallIntegerField(default=0, help_text="How often it came.")
    args = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.key
