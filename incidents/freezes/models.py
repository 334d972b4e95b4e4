"""Freeze: deployments of a scope should wait. FreezeOverride: who deploys anyway."""

from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person
from incidents.record.models import Incident

EVERYTHING = "all"


class Freeze(models.Model):
    """Deployments of a scope should wait from `since` to `until`, in UTC."""

    scope = models.SlugField(
        max_length=80,
        default=EVERYTHING,
        help_text=f"What must not be deployed; {EVERYTHING} for everything.",
    )
    reason = models.CharField(max_length=500, blank=True, default="")
    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="freezes", null=True, blank=True
    )
    is_automatic = models.BooleanField(
        "automatic", default=False, help_text="Made because a severity says so."
    )
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="freezes", null=True, blank=True
    )
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(
        null=True, blank=True, help_text="Without one it lasts until it is lifted."
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="freezes_lifted", null=True, blank=True
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["scope"],
                name="freeze_standing",
                condition=models.Q(lifted_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "scope"],
                name="freeze_automatic_once",
                condition=models.Q(is_automatic=True, lifted_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Freeze of {self.scope}"


class FreezeOverride(models.Model):
    """Somebody may deploy although it is frozen, with a reason, for a time in UTC."""

    freeze = models.ForeignKey(Freeze, models.CASCADE, related_name="overrides")
    scope = models.SlugField(max_length=80, default=EVERYTHING)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="freeze_overrides")
    at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()

    class Meta:
        verbose_name = "freeze override"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.by} overrides {self.freeze}"
