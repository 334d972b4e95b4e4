"""Postmortem: the text about an incident. Revision: each text it had."""

from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person
from incidents.record.models import Incident


class Postmortem(models.Model):
    """What is learnt from an incident, in Markdown."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="postmortem")
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    text = models.TextField(blank=True, default="", help_text="In Markdown.")
    version = models.PositiveIntegerField(
        default=1, help_text="Counts edits, so that nobody overwrites another's."
    )
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="postmortems", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "post-mortem"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Post-mortem of {self.incident}"


class Revision(models.Model):
    """A text that a post-mortem had, and who wrote it."""

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True, default="")
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="revisions", null=True, blank=True
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["postmortem", "version"], name="revision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.postmortem}, version {self.version}"
