"""Run and Page. Times are UTC."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from incidents.calendars.values import Mode
from incidents.contacts.models import Contact, ContactMethod, Importance, Way
from incidents.people.models import Person
from incidents.policies.models import Policy
from incidents.record.models import Incident


class Run(models.Model):
    """One walk through a policy as it was when the walk began."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESOLVED = "resolved", "Resolved"
        EXHAUSTED = "exhausted", "Nobody answered"
        CANCELLED = "cancelled", "Cancelled"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="runs")
    policy = models.ForeignKey(
        Policy, models.SET_NULL, related_name="runs", null=True, blank=True
    )
    name = models.CharField(max_length=80, help_text="The policy's, as it was.")
    frozen = models.JSONField(help_text="The policy as it was when the walk began.")
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    why = models.TextField(help_text="Why this policy.")
    mode = models.CharField(max_length=14, choices=Mode)
    mode_reason = models.TextField(blank=True, default="")
    status = models.CharField(
        max_length=12, choices=Status, default=Status.RUNNING, db_default="running"
    )
    place = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="The level that comes next, by its order."
    )
    repeated = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    decisions = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="run_due",
                condition=Q(status="running", next_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "policy"],
                name="run_once",
                condition=Q(status="running"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.incident_id}"


class Page(models.Model):
    """One attempt to reach one person, or contact, in one way.

    It names who was tried and never a number: `address` is looked up when it is sent.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for its time"
        QUEUED = "queued", "Being sent"
        SENT = "sent", "Sent"
        RINGING = "ringing", "Ringing"
        ANSWERED = "answered", "Answered, no key pressed"
        DELIVERED = "delivered", "Delivered"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        BUSY = "busy", "Busy"
        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Voicemail"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    run = models.ForeignKey(
        Run, models.CASCADE, related_name="pages", null=True, blank=True
    )
    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="pages", null=True, blank=True
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, related_name="pages", null=True, blank=True
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, related_name="pages", null=True, blank=True
    )
    name = models.CharField(max_length=120, help_text="Of the person or contact.")
    way = models.CharField(max_length=5, choices=Way)
    method = models.ForeignKey(
        ContactMethod, models.SET_NULL, related_name="+", null=True, blank=True
    )
    importance = models.CharField(
        max_length=9, choices=Importance, default=Importance.DEFAULT
    )
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(
        max_length=300, blank=True, default="", help_text="Why, in a person's words."
    )
    why = models.JSONField(
        default=list, help_text="The rule, step, schedule and layer that chose them."
    )
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True
    )
    status = models.CharField(
        max_length=12, choices=Status, default=Status.WAITING, db_default="waiting"
    )
    due_at = models.DateTimeField()
    engine = models.CharField(max_length=40, blank=True, default="")
    vendor_id = models.CharField(
        max_length=80, blank=True, default="", db_index=True, help_text="A call's SID."
    )
    code = models.CharField(
        max_length=40, blank=True, default="", help_text="The engine's own outcome."
    )
    outcome = models.CharField(max_length=300, blank=True, default="")
    sequence = models.IntegerField(
        default=-1, help_text="Of the engine's latest report, so that none goes back."
    )
    bundled = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Further incidents that this one tells of.",
    )
    begun_at = models.DateTimeField(
        null=True, blank=True, help_text="Others to the same phone wait from then on."
    )
    held_until = models.DateTimeField(
        null=True, blank=True, help_text="It waits to be told together with others."
    )
    told_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="tells",
        null=True,
        blank=True,
        help_text="The page that tells of this one too.",
    )
    is_extra = models.BooleanField(
        default=False, help_text="It may have been tried already without our knowing."
    )
    fallback_of = models.ForeignKey(
        "self", models.SET_NULL, related_name="fallbacks", null=True, blank=True
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(
        null=True, blank=True, help_text="When to ask the engine, should it not report."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], name="page_due", condition=Q(status="waiting")
            ),
            models.Index(
                fields=["check_at"],
                name="page_check",
                condition=Q(check_at__isnull=False),
            ),
            models.Index(
                fields=["method", "way", "begun_at"],
                name="page_begun",
                condition=Q(begun_at__isnull=False),
            ),
            models.Index(fields=["incident", "id"], name="page_incident"),
            models.Index(fields=["person", "-id"], name="page_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} to {self.name}"


class Notice(models.Model):
    """One telling of what is no person: a channel, a user group, a team's mailbox, a
    webhook. Nobody counts as reached by it.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Being sent"
        RETRIED = "retried", "Fails, and is tried again"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    run = models.ForeignKey(Run, models.CASCADE, related_name="notices")
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40, help_text="One of policies/steps.")
    name = models.CharField(max_length=300)
    settings = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField(help_text="The level's, by its order.")
    repeated = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True, default="")
    status = models.CharField(
        max_length=12, choices=Status, default=Status.QUEUED, db_default="queued"
    )
    outcome = models.CharField(max_length=300, blank=True, default="")
    vendor_id = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Telling {self.name}"
