"""InviteRule: whom certain incidents need. Invitation: who was invited, and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from incidents.catalog.models import Service
from incidents.channels.models import Conversation, UserGroup
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Severity


class InviteRule(models.Model):
    """People whom every matching incident needs. An empty condition matches all."""

    name = models.CharField(max_length=80, unique=True)
    severities = ArrayField(
        models.CharField(max_length=4, choices=Severity),
        default=list,
        blank=True,
        help_text="For incidents of these severities; none stands for every one.",
    )
    services = models.ManyToManyField(Service, related_name="invite_rules", blank=True)
    public_only = models.BooleanField(
        default=True, help_text="Leave private incidents alone."
    )
    user_groups = models.ManyToManyField(
        UserGroup, related_name="invite_rules", blank=True
    )
    conversations = models.ManyToManyField(
        Conversation,
        related_name="invite_rules",
        blank=True,
        help_text="The members of these channels are invited.",
    )
    is_active = models.BooleanField("active", default=True)

    class Meta:
        verbose_name = "invitation rule"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A person whom a receiver named for an incident, why, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Being invited"
        INVITED = "invited", "Invited"
        NO_ACCOUNT = "no_account", "No Slack account"
        REFUSED = "refused", "Refused by Slack"
        NOT_ALLOWED = "not_allowed", "Not allowed in a private incident"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    receiver = models.CharField(max_length=200, help_text="What named the person.")
    reason = models.CharField(max_length=300, blank=True, default="")
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.WAITING)
    note = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], name="invitation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} to {self.incident}"
