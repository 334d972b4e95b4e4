"""Effect: what must happen outside the database. Posting: where it is shown."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Effect(models.Model):
    """A row of the outbox (design, section 3.3).

    An *event* happens once. A *state* is one row per key, sent again while `wanted`
    is ahead of `shown`, and rendered when it is sent. All times are the database's.
    """

    class Mode(models.TextChoices):
        EVENT = "event", "Event"
        STATE = "state", "State"

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        LEASED = "leased", "Being sent"
        DONE = "done", "Done"
        DEAD = "dead", "Gave up"

    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    mode = models.CharField(max_length=5, choices=Mode)
    queue = models.CharField(max_length=20)
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(
        max_length=60, db_index=True, help_text="What it is about, like incident:12."
    )
    args = models.JSONField(default=dict)
    after = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="The effects that must have happened before this one.",
    )
    priority = models.PositiveSmallIntegerField(default=50, db_default=50)
    lane = models.CharField(
        max_length=60,
        default="",
        db_default="",
        blank=True,
        help_text="Where it goes: one limit of the vendor's holds all that goes there.",
    )

    status = models.CharField(
        max_length=7, choices=Status, default=Status.PENDING, db_default=Status.PENDING
    )
    wanted = models.PositiveIntegerField(default=1, db_default=1)
    sending = models.PositiveIntegerField(default=0, db_default=0)
    shown = models.PositiveIntegerField(default=0, db_default=0)
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    deferrals = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Attempts that the vendor put off (a rate limit): no failures.",
    )
    not_before = models.DateTimeField(db_default=Now())
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    in_doubt = models.BooleanField(
        default=False,
        db_default=False,
        help_text="A call may have been carried out without our hearing of it.",
    )
    scope = models.CharField(
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text="The vendor's limit that it waited for last.",
    )
    last_error = models.TextField(default="", db_default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                # The last one so that who has to wait is passed over within the index.
                fields=["queue", "priority", "id", "not_before"],
                name="effect_due",
                condition=models.Q(status__in=["pending", "leased"]),
            ),
            models.Index(
                fields=["kind"], name="effect_state", condition=models.Q(mode="state")
            ),
            models.Index(
                fields=["-id"], name="effect_dead", condition=models.Q(status="dead")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="effect_leased_has_lease",
                condition=~models.Q(status="leased")
                | models.Q(lease_token__isnull=False, lease_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """The Slack message that shows a thing; edited in place, never duplicated."""

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=40, help_text="Slack's id of the channel.")
    ts = models.CharField(max_length=40, help_text="Slack's id of the message.")
    digest = models.CharField(
        max_length=64, help_text="Of what it shows, so that nothing is sent twice."
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key


class Throttle(models.Model):
    """A vendor asked us to wait: nothing of this scope is called before `until`."""

    scope = models.CharField(
        max_length=200, unique=True, help_text="Workspace, method and channel."
    )
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.scope
