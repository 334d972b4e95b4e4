"""Contact, contact method and notification rule. Times are UTC."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from incidents.people.models import Person, Team


class Contact(models.Model):
    """Somebody a team calls who does not use Muster: a hotline, a caretaker."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    timezone = models.CharField(
        max_length=60, default="UTC", help_text="An IANA name such as Europe/London."
    )
    note = models.CharField(max_length=200, blank=True, default="")
    is_active = models.BooleanField("active", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="contact_name_once",
                violation_error_message="The team has a contact of this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContactMethod(models.Model):
    """A phone number or e-mail address of a person or contact, once verified.

    A person's own e-mail address and Slack account need no row. Behind a redirect
    number the real one is looked up at the moment of the call; it is kept nowhere.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone (calls and SMS)"
        EMAIL = "email", "E-mail"
        REDIRECT = "redirect", "Redirect number with a PIN"

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="methods", null=True, blank=True
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="methods", null=True, blank=True
    )
    kind = models.CharField(max_length=8, choices=Kind)
    address = models.CharField(
        max_length=254, help_text="A number in E.164 such as +447700900123, or e-mail."
    )
    label = models.CharField(
        max_length=40, blank=True, default="", help_text="Such as mobile or home."
    )
    resolver = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="Who knows the number behind it.",
    )
    sealed_pin = models.TextField(blank=True, default="", editable=False)
    rank = models.PositiveSmallIntegerField(
        default=50, help_text="The lowest is tried first."
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(
        max_length=64, blank=True, default="", editable=False
    )
    code_until = models.DateTimeField(null=True, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    reached_at = models.DateTimeField(
        null=True, blank=True, help_text="When it last reached somebody, or a test did."
    )
    stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="When they answered STOP: no SMS since."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "contact method"
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(
                name="method_of_one",
                condition=Q(person__isnull=True) ^ Q(contact__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "address"],
                name="method_once_a_person",
                violation_error_message="This number or address is there already.",
            ),
            models.UniqueConstraint(
                fields=["contact", "kind", "address"],
                name="method_once_a_contact",
                violation_error_message="This number or address is there already.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class Way(models.TextChoices):
    """In which way somebody is reached."""

    SLACK = "slack", "Slack message"
    SMS = "sms", "SMS"
    CALL = "call", "Phone call"
    EMAIL = "email", "E-mail"


class Importance(models.TextChoices):
    DEFAULT = "default", "Default"
    IMPORTANT = "important", "Important"


class NotificationRule(models.Model):
    """A step of how a person wants to be paged, so many minutes after the page."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="notification_rules"
    )
    importance = models.CharField(
        max_length=9, choices=Importance, default=Importance.DEFAULT
    )
    after_minutes = models.PositiveSmallIntegerField(
        "minutes after the page", default=0, validators=[MaxValueValidator(120)]
    )
    way = models.CharField(max_length=5, choices=Way)
    method = models.ForeignKey(
        ContactMethod,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="Leave it empty for the first that fits.",
    )

    class Meta:
        verbose_name = "notification rule"
        ordering = ["person", "importance", "after_minutes", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "importance", "after_minutes", "way", "method"],
                nulls_distinct=False,
                name="notification_rule_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} after {self.after_minutes} min"
