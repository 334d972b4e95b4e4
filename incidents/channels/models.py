"""What Slack holds: one workspace, its users, conversations and user groups."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from incidents.people.models import Person

TAG_ANNOUNCEMENTS = "tech_incidents"
TAG_HELP = "dev_firefighter"
TAG_DEPLOYMENTS = "it_deploy"


class Workspace(models.Model):
    """The Slack workspace of this deployment; its payloads alone are taken."""

    slack_id = models.CharField(max_length=40, unique=True)
    enterprise_id = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=120)
    url = models.URLField(blank=True, default="")
    bot_id = models.CharField(max_length=40)
    bot_user_id = models.CharField(max_length=40)
    connected_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class SlackUser(models.Model):
    """A member of the workspace and the person it is."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="users")
    slack_id = models.CharField(max_length=40)
    person = models.OneToOneField(
        Person, models.CASCADE, related_name="slack_user", null=True, blank=True
    )
    handle = models.CharField(max_length=120, blank=True, default="")
    is_guest = models.BooleanField(default=False)
    is_deleted = models.BooleanField(default=False)
    synced_at = models.DateTimeField(
        null=True, blank=True, help_text="When Slack last listed it."
    )

    class Meta:
        verbose_name = "Slack user"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "slack_id"], name="slack_user_once"
            )
        ]

    def __str__(self) -> str:
        return self.handle or self.slack_id


class Conversation(models.Model):
    """A Slack channel that Muster knows."""

    workspace = models.ForeignKey(
        Workspace, models.CASCADE, related_name="conversations"
    )
    slack_id = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    is_private = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)
    is_member = models.BooleanField(
        default=False, help_text="Whether the bot is a member of it."
    )
    tags = ArrayField(
        models.SlugField(max_length=40),
        default=list,
        blank=True,
        help_text=(
            f"What it is for: {TAG_ANNOUNCEMENTS} (announcements), {TAG_HELP} (where "
            f"help is found), {TAG_DEPLOYMENTS} (deployments), or words of your own."
        ),
    )

    people: "models.ManyToManyField[Person, Person]" = models.ManyToManyField(
        Person,
        related_name="conversations",
        blank=True,
        help_text="Its members, read from Slack while a rule invites them.",
    )
    synced_at = models.DateTimeField(
        null=True, blank=True, help_text="When Slack last listed it."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "slack_id"], name="conversation_once"
            )
        ]
        indexes = [GinIndex(fields=["tags"], name="conversation_tags")]

    def __str__(self) -> str:
        return f"#{self.name}"


class UserGroup(models.Model):
    """A Slack user group, such as @payments-oncall."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="groups")
    slack_id = models.CharField(max_length=40)
    handle = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    is_disabled = models.BooleanField(default=False)
    people: "models.ManyToManyField[Person, Person]" = models.ManyToManyField(
        Person, related_name="user_groups", blank=True
    )
    synced_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last read from Slack."
    )
    problem = models.CharField(
        max_length=200, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = "user group"
        ordering = ["handle"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "slack_id"], name="user_group_once"
            )
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"


class SosEntry(models.Model):
    """Whom `/incident sos` calls: a user group, a conversation, or else @here."""

    name = models.CharField(max_length=60, unique=True)
    text = models.CharField(
        max_length=200, blank=True, default="", help_text="What this help is for."
    )
    conversation = models.ForeignKey(
        Conversation,
        models.CASCADE,
        related_name="sos_entries",
        null=True,
        blank=True,
        help_text="Where the call is posted; without one, in the incident's channel.",
    )
    user_group = models.ForeignKey(
        UserGroup,
        models.CASCADE,
        related_name="sos_entries",
        null=True,
        blank=True,
        help_text="Who is mentioned; without one, @here.",
    )
    rank = models.PositiveSmallIntegerField(default=50)

    class Meta:
        verbose_name = "SOS entry"
        verbose_name_plural = "SOS entries"
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class SyncRun(models.Model):
    """One reading of people, channels or the like from Slack, page by page."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    name = models.CharField(max_length=40)
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    progress_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    notes = models.TextField(
        blank=True, default="", help_text="What was left out, and why."
    )
    is_paced = models.BooleanField(
        "paced",
        default=False,
        db_default=False,
        help_text="Slack asked for a pause, so that the rest is read slowly.",
    )

    class Meta:
        verbose_name = "sync"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["name", "-id"], name="sync_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="sync_once_at_a_time",
                condition=models.Q(state="running"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.started_at:%Y-%m-%d %H:%M}"
