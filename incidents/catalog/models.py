"""Service: a monitored thing that belongs to a team."""

from django.db import models

from incidents.people.models import Team


class Service(models.Model):
    """A monitored thing; its team is invited to its incidents."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="services")
    description = models.CharField(max_length=200, blank=True, default="")
    runbook_url = models.URLField("runbook", blank=True, default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
