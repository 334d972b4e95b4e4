"""Heartbeat, and when we could receive."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from incidents.catalog.models import Service
from incidents.heartbeats.rhythm import Rhythm


class Heartbeat(models.Model):
    """Expected every `interval_seconds`, or by a cron expression, plus a grace.

    Times are UTC; the cron expression is read in `timezone`.
    """

    class State(models.TextChoices):
        NEW = "new", "Never heard from"
        UP = "up", "Up"
        LATE = "late", "Late"
        PAUSED = "paused", "Paused"

    service = models.ForeignKey(Service, models.CASCADE, related_name="heartbeats")
    name = models.CharField(max_length=80)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    token_sealed = models.TextField(editable=False)
    interval_seconds = models.PositiveIntegerField(
        "interval (s)", null=True, blank=True, help_text="Or a cron expression."
    )
    cron = models.CharField("cron expression", max_length=100, blank=True, default="")
    timezone = models.CharField(max_length=60, default="UTC")
    grace_seconds = models.PositiveIntegerField("grace (s)", default=60)
    severity = models.CharField(
        max_length=40, blank=True, default="", help_text="Of the alert when it is late."
    )
    state = models.CharField(
        max_length=6, choices=State, default=State.NEW, editable=False
    )
    last_at = models.DateTimeField("last heard", null=True, blank=True, editable=False)
    waits_from = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="From when the wait for the next one counts.",
    )
    due_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Late from then on."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["service", "name"]
        indexes = [
            models.Index(
                fields=["due_at"], name="heartbeat_due", condition=Q(state="up")
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="heartbeat_once"),
            models.CheckConstraint(
                condition=Q(interval_seconds__isnull=False, cron="")
                | (Q(interval_seconds__isnull=True) & ~Q(cron="")),
                name="heartbeat_one_rhythm",
                violation_error_message="Give an interval or a cron expression.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rhythm(self) -> Rhythm:
        seconds = self.interval_seconds
        return Rhythm(
            interval=None if seconds is None else timedelta(seconds=seconds),
            cron=self.cron,
            zone=self.timezone,
            grace=timedelta(seconds=self.grace_seconds),
        )

    @property
    def patience(self) -> timedelta:
        """How long may pass from `waits_from` until it is late."""
        rhythm = self.rhythm
        return rhythm.grace + (rhythm.interval or timedelta())


class Reception(models.Model):
    """A stretch of time (UTC) in which some web process could receive.

    The latest is extended every few seconds; a gap between two is an outage of ours.
    """

    from_at = models.DateTimeField()
    until_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-until_at"]

    def __str__(self) -> str:
        return f"{self.from_at} to {self.until_at}"
