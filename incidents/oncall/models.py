"""Schedule, its layers and overrides, roles, leave, and requests to swap or cover.

Times are UTC; what repeats is by the clock of the schedule's zone.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from incidents.contacts.models import Contact
from incidents.people.models import Person, Team

POSITION = [MinValueValidator(1), MaxValueValidator(9)]


class Schedule(models.Model):
    """Who is on call when, for each position: 1 is primary, 2 secondary."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="schedules")
    timezone = models.CharField(
        max_length=60, default="UTC", help_text="An IANA name such as Europe/London."
    )
    description = models.CharField(max_length=200, blank=True, default="")
    sealed_token = models.TextField(
        blank=True, default="", editable=False, help_text="Of its calendar's address."
    )
    token_digest = models.CharField(
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="One more with each change of who is on."
    )
    told_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Whose shift began by then has been told.",
    )
    tell_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        db_index=True,
        help_text="When to look whose shift begins; at once, when it is empty.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ShiftFeed(models.Model):
    """The secret address of a person's own shifts, for their calendar."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="shift_feed", primary_key=True
    )
    sealed_token = models.TextField(editable=False)
    token_digest = models.CharField(max_length=64, editable=False, unique=True)

    class Meta:
        verbose_name = "calendar of shifts"
        verbose_name_plural = "calendars of shifts"

    def __str__(self) -> str:
        return f"Shifts of {self.person}"


class Layer(models.Model):
    """People who take turns in one position; a higher rank covers a lower one."""

    class Rotation(models.TextChoices):
        HOURLY = "hourly", "Hours"
        DAILY = "daily", "Days"
        WEEKLY = "weekly", "Weeks"

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="layers")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(
        default=1, validators=POSITION, help_text="1 is primary, 2 secondary."
    )
    rank = models.PositiveSmallIntegerField(
        default=50, help_text="Of two layers in a position, the higher one counts."
    )
    rotation = models.CharField(
        "turns last", max_length=6, choices=Rotation, default=Rotation.WEEKLY
    )
    length = models.PositiveSmallIntegerField(
        "hours, days or weeks",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
    )
    starts_at = models.DateTimeField(
        "first hand-over",
        help_text="The first person begins then; days and weeks keep its clock time.",
    )
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["schedule", "position", "-rank", "pk"]
        constraints = [
            models.CheckConstraint(
                name="layer_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="The end must be after the first hand-over.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LayerMember(models.Model):
    """Whose turn comes when; somebody may come more than once."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="layers")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["layer", "rank", "pk"]

    def __str__(self) -> str:
        return str(self.person)


class LayerRestriction(models.Model):
    """When a layer counts at all; with none it always does.

    Equal hours stand for the whole day, an end before the start is over midnight.
    """

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="restrictions")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]),
        help_text="On which days it starts: 0 is Monday.",
    )
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        verbose_name = "restriction"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


class Override(models.Model):
    """Somebody else is on call for a while; of two, the later made one counts."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="overrides")
    position = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=POSITION,
        help_text="Leave it empty for every position.",
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="overrides")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        indexes = [
            models.Index(fields=["schedule", "ends_at"], name="override_ends"),
        ]
        constraints = [
            models.CheckConstraint(
                name="override_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.schedule}"


class Leave(models.Model):
    """Somebody is away: whoever is next in their layer's place is asked instead."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="leave")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "leave"
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["person", "ends_at"], name="leave_ends")]
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} is away"


class ShiftRequest(models.Model):
    """Somebody asks somebody else to cover a stretch of theirs, or to swap."""

    class Kind(models.TextChoices):
        COVER = "cover", "Cover"
        SWAP = "swap", "Swap"

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    kind = models.CharField(max_length=5, choices=Kind)
    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="requests")
    position = models.PositiveSmallIntegerField(default=1, validators=POSITION)
    asker = models.ForeignKey(Person, models.CASCADE, related_name="shift_asks")
    asked = models.ForeignKey(Person, models.CASCADE, related_name="shift_requests")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    back_starts_at = models.DateTimeField(
        null=True, blank=True, help_text="What the asker takes in return."
    )
    back_ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    answer = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "shift request"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.asker} asks {self.asked} to {self.kind}"


class Role(models.Model):
    """What a team calls somebody for, such as “SysAdmin Primary”, and who that is."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="roles")
    name = models.CharField(max_length=80)
    person = models.ForeignKey(
        Person, models.SET_NULL, related_name="+", null=True, blank=True
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, related_name="+", null=True, blank=True
    )
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, related_name="roles", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(
        default=1, validators=POSITION, help_text="Of the schedule: 1 is primary."
    )

    class Meta:
        verbose_name = "on-call role"
        ordering = ["team", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="role_name_once",
                violation_error_message="The team has a role of this name.",
            ),
            models.CheckConstraint(
                name="role_filled_by_one",
                condition=Q(person__isnull=True, contact__isnull=True)
                | Q(person__isnull=True, schedule__isnull=True)
                | Q(contact__isnull=True, schedule__isnull=True),
                violation_error_message="Choose one: a person, contact or schedule.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Gap(models.Model):
    """A position that has nobody for a while, as it was seen at most a week ahead.

    Who looks after the schedule is told once, when it begins.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="gaps")
    position = models.PositiveSmallIntegerField(validators=POSITION)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty while no end is in sight."
    )
    reason = models.CharField(max_length=300)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="Somebody is on call again, or it is past."
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["schedule"], name="gap_open", condition=Q(closed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"Gap in {self.schedule}"
