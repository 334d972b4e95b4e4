"""Audit: when Muster last looked at itself. Trouble: what it found. Times are UTC."""

from django.db import models
from django.db.models import Q


class Audit(models.Model):
    """One row: the last look of whichever process, and the last ping outside."""

    looked_at = models.DateTimeField(null=True, blank=True)
    is_well = models.BooleanField(default=False)
    beat_at = models.DateTimeField(
        null=True, blank=True, help_text="When beat was last heard from."
    )
    pinged_at = models.DateTimeField(
        null=True, blank=True, help_text="When a ping was last begun."
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When a ping was last answered well."
    )
    ping_error = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.looked_at}"


class Trouble(models.Model):
    """Something that does not work, from when it was found until it was over.

    One that comes back soon is the same one, so that admins hear of it no oftener.
    """

    kind = models.CharField(max_length=20)
    subject = models.CharField(
        max_length=80, blank=True, default="", help_text="Of several of its kind."
    )
    text = models.CharField(max_length=300, help_text="What is wrong, what to do.")
    is_grave = models.BooleanField(
        "keeps the ping back", help_text="All is not well while this lasts."
    )
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField("last seen")
    told_at = models.DateTimeField("admins last told", null=True, blank=True)
    told_times = models.PositiveSmallIntegerField("times told", default=0)
    ended_at = models.DateTimeField("over", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                name="trouble_once",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.text
