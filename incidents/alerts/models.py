"""The inbox, alerts and how they become incidents. Times are UTC."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from incidents.catalog.models import Service, ServiceKey
from incidents.channels.models import Conversation
from incidents.people.models import Person, Team
from incidents.record.models import Incident
from incidents.values import Severity

SHARDS = 16
KEY_LIMIT = 512


class InboxRow(models.Model):
    """One request as it came, kept 30 days. Partitioned by day of `received_at`.

    `shard` is the service's id modulo SHARDS. It is drained once, in the order of ids.
    """

    received_at = models.DateTimeField(db_default=Now())
    shard = models.PositiveSmallIntegerField()
    service = models.ForeignKey(
        Service, models.DO_NOTHING, related_name="+", db_constraint=False
    )
    key = models.ForeignKey(
        ServiceKey, models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    source = models.CharField(max_length=40)
    context = models.JSONField(
        default=dict,
        help_text="What the address and headers say beside the body, such as an alias.",
    )
    body = models.BinaryField()
    drained_at = models.DateTimeField(null=True)
    signals = models.PositiveIntegerField(null=True)
    problem = models.TextField(blank=True, default="")
    replay_of = models.BigIntegerField(null=True)

    class Meta:
        managed = False  # partitioned: its migration is SQL
        db_table = "incidents_inbox"
        verbose_name = "received body"
        verbose_name_plural = "received bodies"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} #{self.id}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, person: Person | None) -> "AlertQuerySet":
        """Alerts of incidents this person may know of, and of none."""
        seen = Incident.objects.visible_to(person)
        return self.filter(Q(incident__isnull=True) | Q(incident__in=seen))


class Alert(models.Model):
    """One deduplicated problem of a service."""

    class Status(models.TextChoices):
        FIRING = "firing", "Firing"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        HELD = "held", "Held back"
        SUPPRESSED = "suppressed", "Suppressed"
        RESOLVED = "resolved", "Resolved"

    # Both begin an index below; one more of their own is only more to write.
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="alerts", db_index=False
    )
    incident = models.ForeignKey(
        Incident,
        models.SET_NULL,
        related_name="alerts",
        null=True,
        blank=True,
        db_index=False,
    )
    source = models.CharField(max_length=40)
    dedup_key = models.CharField(max_length=KEY_LIMIT)
    group_key = models.CharField(max_length=KEY_LIMIT, blank=True, default="")
    status = models.CharField(max_length=12, choices=Status, default=Status.FIRING)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")
    source_severity = models.CharField(max_length=40, blank=True, default="")
    severity = models.CharField(max_length=4, choices=Severity, blank=True, default="")
    labels = models.JSONField(default=dict, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    links = models.JSONField(default=list, blank=True)
    count = models.PositiveIntegerField(
        default=1, help_text="How many triggers came for it."
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    event_at = models.DateTimeField(
        null=True, blank=True, help_text="The tool's own time of its latest change."
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When Muster looks at it again: a hold, silence or window ends.",
    )
    is_flapping = models.BooleanField("flapping", default=False)
    changes = ArrayField(models.DateTimeField(), default=list, blank=True)
    decisions = models.JSONField(default=list, blank=True)
    first_inbox_id = models.BigIntegerField(null=True)
    last_inbox_id = models.BigIntegerField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["service", "dedup_key", "-id"], name="alert_key"),
            models.Index(fields=["incident", "status"], name="alert_incident"),
            models.Index(fields=["service", "status", "-id"], name="alert_service"),
            models.Index(
                fields=["status", "-id"],
                name="alert_open",
                condition=~Q(status="resolved"),
            ),
            models.Index(
                fields=["due_at"], name="alert_due", condition=Q(due_at__isnull=False)
            ),
            GinIndex(fields=["tags"], name="alert_tags"),
            models.Index(fields=["severity", "-id"], name="alert_severity"),
            models.Index(fields=["source", "-id"], name="alert_source"),
            models.Index(
                fields=["-id"],
                name="alert_newest_open",
                condition=~Q(status="resolved"),
            ),
            models.Index(
                fields=["-id"], name="alert_newest_over", condition=Q(status="resolved")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "dedup_key"],
                name="alert_open_once",
                condition=~Q(status="resolved"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.RESOLVED


class AlertGroup(models.Model):
    """Which incident the alerts of a group key join while it is open."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="alert_groups")
    key = models.CharField(max_length=KEY_LIMIT)
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="alert_groups")
    is_storm = models.BooleanField(
        default=False, help_text="Further group keys join this one's incident."
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its incident was over."
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["service", "opened_at"], name="alert_group_opened"),
            models.Index(fields=["service", "key", "-id"], name="alert_group_key"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "key"],
                name="alert_group_open_once",
                condition=Q(closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["service"],
                name="alert_group_storm_once",
                condition=Q(closed_at__isnull=True, is_storm=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Silence(models.Model):
    """Until then, alerts of this group page nobody; without one, all of the service."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="silences")
    group_key = models.CharField(max_length=KEY_LIMIT, blank=True, default="")
    until = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="silences", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-until"]
        indexes = [models.Index(fields=["service", "until"], name="silence_until")]

    def __str__(self) -> str:
        return f"{self.service} until {self.until:%Y-%m-%d %H:%M} UTC"


class RoutingRule(models.Model):
    """What becomes of alerts that fit every condition; tried by rank.

    What is left empty stays as it was. The first that fits ends the search unless it
    falls through.
    """

    name = models.CharField(max_length=80)
    rank = models.PositiveIntegerField(default=50)
    is_active = models.BooleanField("active", default=True)
    falls_through = models.BooleanField(
        default=False, help_text="Go on to later rules, which may add to it."
    )
    to_service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", null=True, blank=True
    )
    severity = models.CharField(max_length=4, choices=Severity, blank=True, default="")
    policy = models.CharField(
        max_length=80,
        blank=True,
        default="",
        help_text="The slug of the escalation policy to follow.",
    )
    channel = models.ForeignKey(
        Conversation, models.SET_NULL, related_name="+", null=True, blank=True
    )
    is_private = models.BooleanField("private", default=False)
    hold_back_seconds = models.PositiveIntegerField(
        "hold back (s)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(86_400)],
        help_text="What resolves by itself sooner than this becomes no incident.",
    )
    suppresses = models.BooleanField(
        default=False, help_text="Record it; no incident, no page."
    )
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        verbose_name = "routing rule"
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.name


class RuleCondition(models.Model):
    """What a field must be for its rule to apply."""

    class Operator(models.TextChoices):
        IS = "is", "is"
        IS_NOT = "is_not", "is not"
        CONTAINS = "contains", "contains"
        MATCHES = "matches", "matches the pattern (RE2)"
        EXISTS = "exists", "is there"
        MISSING = "missing", "is not there"
        ONE_OF = "in", "is one of (commas between)"

    rule = models.ForeignKey(RoutingRule, models.CASCADE, related_name="conditions")
    field = models.CharField(
        max_length=120,
        help_text="service, team, source, title, body, severity, tag, coverage, "
        "or labels.<name>.",
    )
    operator = models.CharField(max_length=10, choices=Operator, default=Operator.IS)
    value = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "condition"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field} {self.get_operator_display()} {self.value}".strip()


class JsonMapping(models.Model):
    """How any JSON becomes signals, by JMESPath expressions: /hooks/json/<slug>.

    Source: https://jmespath.org/specification.html.
    """

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    each = models.CharField(
        max_length=500,
        blank=True,
        default="",
        help_text="Where the list of alerts is; empty when the body is one alert.",
    )
    title = models.CharField(max_length=500)
    body = models.CharField(max_length=500, blank=True, default="")
    severity = models.CharField(max_length=500, blank=True, default="")
    dedup_key = models.CharField(max_length=500, blank=True, default="")
    group_key = models.CharField(max_length=500, blank=True, default="")
    action = models.CharField(max_length=500, blank=True, default="")
    resolves = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Values of the action that mean: resolved.",
    )
    acknowledges = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    labels = models.CharField(
        max_length=500, blank=True, default="", help_text="An object of texts."
    )
    tags = models.CharField(max_length=500, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    at = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "JSON mapping"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AlertSettings(models.Model):
    """How a service's alerts are handled; a service without one has the defaults."""

    class Resolving(models.TextChoices):
        ALWAYS = "always", "When its last alert resolves"
        TRIAGE = "triage", "Only until somebody accepts it"
        NEVER = "never", "Never: a person resolves"

    service = models.OneToOneField(
        Service, models.CASCADE, related_name="alert_settings"
    )
    group_labels = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="Alerts with the same values of these labels become one incident; "
        "empty for one incident of the service at a time.",
    )
    channel = models.ForeignKey(
        Conversation,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="Where its alerts are shown; empty for the team's.",
    )
    reopen_minutes = models.PositiveIntegerField(
        "reopening window (min)",
        default=30,
        help_text="What fires again sooner reopens its incident.",
    )
    resolving = models.CharField(
        "incident resolves", max_length=6, choices=Resolving, default=Resolving.ALWAYS
    )
    stale_hours = models.PositiveIntegerField(
        "resolve unheard-of alerts after (h)", null=True, blank=True
    )
    hold_back_seconds = models.PositiveIntegerField(
        "hold back (s)", default=0, validators=[MaxValueValidator(86_400)]
    )
    flap_changes = models.PositiveSmallIntegerField(
        "flapping after changes",
        default=6,
        validators=[MinValueValidator(3), MaxValueValidator(50)],
    )
    flap_minutes = models.PositiveSmallIntegerField(
        "flapping within (min)", default=30, validators=[MinValueValidator(1)]
    )
    storm_incidents = models.PositiveSmallIntegerField(
        "storm after incidents", default=10, validators=[MinValueValidator(2)]
    )
    storm_minutes = models.PositiveSmallIntegerField(
        "storm within (min)", default=5, validators=[MinValueValidator(1)]
    )
    tag_labels = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="Labels whose values become tags; empty to let Muster choose.",
    )

    class Meta:
        verbose_name = "alert settings"
        verbose_name_plural = "alert settings"

    def __str__(self) -> str:
        return f"Alerts of {self.service}"


class TeamRoute(models.Model):
    """Where a team's alerts are shown; what nobody takes goes to the catch-all."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="route")
    channel = models.ForeignKey(
        Conversation, models.SET_NULL, related_name="+", null=True, blank=True
    )
    is_catch_all = models.BooleanField("catch-all", default=False)

    class Meta:
        verbose_name = "team's route"
        verbose_name_plural = "teams' routes"
        constraints = [
            models.UniqueConstraint(
                fields=["is_catch_all"],
                name="team_route_catch_all_once",
                condition=Q(is_catch_all=True),
                violation_error_message="Another team is the catch-all already.",
            )
        ]

    def __str__(self) -> str:
        return f"Route of {self.team}"


class IncidentTag(models.Model):
    """A few words that say what an incident is about; derived, or a person's."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="tags")
    text = models.CharField(max_length=60)
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "text"], name="tag_once")
        ]

    def __str__(self) -> str:
        return self.text


class IncidentRoute(models.Model):
    """Where an alert-born incident is shown and why there, until it is over."""

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="route")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", null=True)
    channel = models.ForeignKey(
        Conversation, models.SET_NULL, related_name="+", null=True, blank=True
    )
    policy = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=500)
    silenced_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason
