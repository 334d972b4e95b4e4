"""Subscription: who is told of an incident's updates, and how."""

from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person
from incidents.record.models import Incident


class Subscription(models.Model):
    """A person who follows an incident without being in its channel."""

    class Way(models.TextChoices):
        DM = "dm", "Slack message"
        EMAIL = "email", "E-mail"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="subscriptions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="subscriptions")
    way = models.CharField(max_length=5, choices=Way, default=Way.DM)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], name="subscription_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} follows {self.incident}"
