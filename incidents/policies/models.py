"""Policy and its steps."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from incidents.people.models import Team


class Policy(models.Model):
    """In which order people are asked until somebody acknowledges."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="policies")
    description = models.CharField(max_length=200, blank=True, default="")
    is_default = models.BooleanField(
        default=False, help_text="For the team's services that name no other."
    )
    repeats = models.PositiveSmallIntegerField(
        default=2,
        validators=[MaxValueValidator(9)],
        help_text="How often it begins again when nobody has acknowledged.",
    )

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                name="policy_default_once",
                condition=Q(is_default=True),
                violation_error_message="The team has a default policy already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PolicyStep(models.Model):
    """What is done at its level; equal numbers happen together, gaps are fine."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="steps")
    level = models.PositiveSmallIntegerField(
        default=0, help_text="From 0 upwards; equal numbers are called together."
    )
    kind = models.CharField(max_length=40, help_text="One of policies/steps.")
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "step"
        ordering = ["policy", "level", "pk"]

    def __str__(self) -> str:
        return f"{self.level}: {self.kind}"
