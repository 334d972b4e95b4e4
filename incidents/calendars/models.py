"""When a team works, and what is different for a while."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from incidents.catalog.models import Service
from incidents.people.models import Person, Team


class Weekday(models.IntegerChoices):
    """As Python's date.weekday() counts."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class TeamCalendar(models.Model):
    """Where a team works: its zone and public holidays; without one, UTC and none."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="calendar")
    timezone = models.CharField(
        max_length=60, default="UTC", help_text="An IANA name such as Europe/London."
    )
    country = models.CharField(
        "public holidays of",
        max_length=2,
        blank=True,
        default="",
        help_text="A country's code such as GB (ISO 3166); empty for none.",
    )
    subdivision = models.CharField(
        "part of the country",
        max_length=8,
        blank=True,
        default="",
        help_text="Such as SCT for Scotland, where its days differ.",
    )

    class Meta:
        verbose_name = "team's calendar"
        verbose_name_plural = "teams' calendars"
        ordering = ["team__name"]

    def __str__(self) -> str:
        return f"Calendar of {self.team}"


class WorkingHours(models.Model):
    """A stretch of a team's week in its own zone. A team with none has the default:
    Monday to Thursday 09:00-18:00, Friday 09:00-17:30.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(
        choices=Weekday, validators=[MaxValueValidator(6)]
    )
    starts = models.TimeField()
    ends = models.TimeField(help_text="00:00 is the end of the day.")

    class Meta:
        verbose_name = "working hours"
        verbose_name_plural = "working hours"
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"),
                name="working_hours_forward",
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        weekday = Weekday(self.weekday).label
        return f"{weekday} {self.starts:%H:%M}-{self.ends:%H:%M}"


class Holiday(models.Model):
    """A day on which a team does not work, beside its country's public holidays.

    Without a team, for all of them; a country's day that is worked has `is_worked`.
    """

    team = models.ForeignKey(
        Team, models.CASCADE, related_name="holidays", null=True, blank=True
    )
    day = models.DateField()
    name = models.CharField(max_length=80)
    is_worked = models.BooleanField(
        "is worked", default=False, help_text="A public holiday that is a usual day."
    )

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "day"], name="holiday_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarEvent(models.Model):
    """What is different for a team or a service over a range of time.

    `starts_at` to `ends_at` in UTC; with a daily window only between these hours of
    each day, in the team's zone.
    """

    class Kind(models.TextChoices):
        AUTOMATE = "automate", "Automate: escalate at once, even in working hours"
        HANDS_ON = "hands_on", "Hands-on: somebody watches, nothing escalates by itself"
        DO_NOT_MONITOR = "do_not_monitor", "Do not monitor: record, page nobody"

    team = models.ForeignKey(
        Team, models.CASCADE, related_name="calendar_events", null=True, blank=True
    )
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="calendar_events", null=True, blank=True
    )
    kind = models.CharField(max_length=14, choices=Kind)
    name = models.CharField(max_length=120, help_text="Such as: leaving early.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    daily_from = models.TimeField(null=True, blank=True)
    daily_until = models.TimeField(
        null=True, blank=True, help_text="May be before the start: over midnight."
    )
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="calendar_events", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "calendar event"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["ends_at"], name="calendar_event_ends")]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(service__isnull=True),
                name="calendar_event_of_one",
                violation_error_message="Choose a team or a service, and not both.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="calendar_event_forward",
                violation_error_message="The end must be after the start.",
            ),
            models.CheckConstraint(
                condition=Q(daily_from__isnull=True, daily_until__isnull=True)
                | Q(daily_from__isnull=False, daily_until__isnull=False),
                name="calendar_event_daily_both",
                violation_error_message="A daily window needs its start and its end.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
