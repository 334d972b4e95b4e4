"""Person is the custom user model; a Team owns services."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(
        self, email: str, name: str, password: str | None = None
    ) -> "Person":
        person = self.model(email=email.lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(
        self, email: str, name: str, password: str | None = None
    ) -> "Person":
        person = self.create_user(email, name, password)
        person.is_staff = person.is_superuser = True
        person.save(using=self._db, update_fields=["is_staff", "is_superuser"])
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who uses Muster, in Slack, in the back-office, or both."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True, default="")
    timezone = models.CharField(
        max_length=60, default="UTC", help_text="An IANA name such as Europe/London."
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Not so for who has left: kept, never asked."
    )
    is_staff = models.BooleanField(
        "admin", default=False, help_text="May log in to the back-office."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message="Somebody with this e-mail is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """As Django's admin asks for it."""
        return self.name

    def get_short_name(self) -> str:
        """As Django's admin greets."""
        return self.name.partition(" ")[0]


class Team(models.Model):
    """A group of people that owns services."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True, default="")
    email = models.EmailField(
        "e-mail",
        blank=True,
        default="",
        db_default="",
        help_text="What all of the team read. Without one it is TEAM_EMAIL's.",
    )
    people: "models.ManyToManyField[Person, Membership]" = models.ManyToManyField(
        Person, through="Membership", related_name="teams", blank=True
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"
