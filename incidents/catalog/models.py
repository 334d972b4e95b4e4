"""Service, what a severity demands, how impact is judged, and API keys."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person, Team
from incidents.policies.models import Policy
from incidents.values import Severity


class Service(models.Model):
    """A monitored thing; its team is invited to its incidents."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="services")
    description = models.CharField(max_length=200, blank=True, default="")
    runbook_url = models.URLField("runbook", blank=True, default="")
    policy = models.ForeignKey(
        Policy,
        models.SET_NULL,
        related_name="services",
        null=True,
        blank=True,
        help_text="Who is paged; empty for its team's default policy.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceKey(models.Model):
    """Lets monitoring tools post for a service. Found by its digest, shown again to
    who may reveal it; times are UTC.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.TextField(editable=False)
    start = models.CharField(max_length=12, help_text="How the key begins.")
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="A key that was replaced works until then."
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "service key"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.start}…"


class SeverityRule(models.Model):
    """What an incident of this severity brings with it. One row per severity."""

    severity = models.CharField(max_length=4, choices=Severity, unique=True)
    update_minutes = models.PositiveSmallIntegerField(
        "minutes between updates",
        null=True,
        blank=True,
        help_text="Who leads it is reminded; leave it empty for no reminders.",
    )
    reminders = models.PositiveSmallIntegerField(
        "reminders at most",
        default=6,
        help_text="How often a late update is asked for before Muster is quiet.",
    )
    opens_channel = models.BooleanField(default=True)
    freezes = models.BooleanField(
        "freezes deployments",
        default=False,
        help_text="Until it is resolved.",
    )
    freeze_scope = models.SlugField(max_length=80, default="all")
    needs_resolution = models.BooleanField(
        default=False, help_text="Closing needs a word on what fixed it."
    )
    needs_postmortem = models.BooleanField(
        default=False, help_text="Closing needs a published post-mortem."
    )
    needs_follow_ups = models.BooleanField(
        default=False,
        help_text="Closing needs an owner and a day for each open follow-up, "
        "and at least one follow-up, done or not.",
    )
    archive_after_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Days from closing until its channel is archived; empty for never.",
    )

    class Meta:
        verbose_name = "severity"
        verbose_name_plural = "severities"
        ordering = ["severity"]

    def __str__(self) -> str:
        return self.get_severity_display()


class ImpactQuestion(models.Model):
    """A question whose answers propose a severity; the worst answer counts."""

    text = models.CharField(max_length=120, unique=True)
    rank = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField("active", default=True)

    class Meta:
        verbose_name = "impact question"
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.text


class ImpactLevel(models.Model):
    """An answer to an impact question and the severity it speaks for."""

    question = models.ForeignKey(ImpactQuestion, models.CASCADE, related_name="levels")
    text = models.CharField(max_length=75)
    severity = models.CharField(
        max_length=4,
        choices=Severity,
        blank=True,
        default="",
        help_text="Leave it empty for an answer that speaks for none.",
    )
    rank = models.PositiveSmallIntegerField(default=50)

    class Meta:
        verbose_name = "impact level"
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.text


class ApiKey(models.Model):
    """Lets a program call the API. The key is shown once; its digest is kept."""

    class Scope(models.TextChoices):
        INCIDENTS_READ = "incidents:read", "Read public incidents"
        INCIDENTS_WRITE = "incidents:write", "Declare incidents"
        FREEZE_READ = "freeze:read", "Ask whether deployments are frozen"
        ALERTS_READ = "alerts:read", "Read alerts and status"

    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12, help_text="How the key begins.")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), default=list)
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="api_keys", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
