"""Slack's users and the people they are, a page at a time.

A page takes a handful of statements however many users it has, for a company may have
20,000 of them.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Model
from django.db.models.functions import Lower, Now

from incidents.channels.models import SlackUser, Workspace
from incidents.channels.values import UserFacts
from incidents.people.models import Person
from incidents.people.services import known_zone

NOWHERE = "@slack.invalid"


class Page:
    """Users of one page: `take` each, then `write`, in one transaction."""

    def __init__(self, workspace: Workspace, users: Sequence[UserFacts]) -> None:
        self._workspace = workspace
        self._people = _people_of(workspace, users)
        locked = SlackUser.objects.select_for_update(no_key=True).order_by("pk")
        known = locked.filter(
            workspace=workspace, slack_id__in=[facts.slack_id for facts in users]
        )
        held = locked.filter(person__in=list(self._people))
        found = {user.pk: user for rows in (known, held) for user in rows}.values()
        for user in found:
            if user.person_id in self._people:
                user.person = self._people[user.person_id]
        self._users = {u.slack_id: u for u in found}
        self._holders = {id(u.person): u for u in found if u.person is not None}
        self._by_email = {p.email.lower(): p for p in self._people.values()}
        self._new_people: list[Person] = []
        self._renamed: list[Person] = []
        self._changed_people: list[Person] = []
        self._new_users: list[SlackUser] = []
        self._changed_users: list[SlackUser] = []
        self._released: list[SlackUser] = []

    def take(self, facts: UserFacts) -> SlackUser:
        """What this user becomes; an e-mail that somebody else has stays theirs."""
        user = self._users.get(facts.slack_id)
        if user is None:
            user = SlackUser(workspace=self._workspace, slack_id=facts.slack_id)
            self._users[facts.slack_id] = user
            self._new_users.append(user)
        person = user.person
        email = (facts.email or f"{facts.slack_id}{NOWHERE}").lower()
        if person is not None or self._free(email, facts):
            person = self._person(person, email, facts)
            self._holders[id(person)] = user
        fields = {
            "person": person,
            "handle": facts.handle[:120],
            "is_guest": facts.is_guest,
            "is_deleted": facts.is_deleted,
        }
        if _set(user, fields) and user.pk is not None:
            self._changed_users.append(user)
        return user

    def write(self) -> None:
        """Save what changed. Who gives a person up does so before another has it."""
        Person.objects.bulk_create(self._new_people)
        for person in self._renamed:  # one after another: e-mails may be swapped
            person.save(update_fields=["email"])
        Person.objects.bulk_update(
            self._changed_people, ["name", "title", "timezone", "is_active"]
        )
        released = [user.pk for user in self._released if user.pk is not None]
        SlackUser.objects.filter(pk__in=released).update(person=None)
        SlackUser.objects.bulk_create(self._new_users)
        SlackUser.objects.bulk_update(
            self._changed_users, ["person", "handle", "is_guest", "is_deleted"]
        )

    def listed(self, slack_ids: Iterable[str]) -> None:
        """Keep that Slack listed these users now."""
        SlackUser.objects.filter(
            workspace=self._workspace, slack_id__in=list(slack_ids)
        ).update(synced_at=Now())

    def _free(self, email: str, facts: UserFacts) -> bool:
        """Whether the person of this e-mail, if any, is nobody else's in Slack.

        An account that was closed gives its person to the new one of the same e-mail.
        """
        person = self._by_email.get(email)
        other = self._holders.get(id(person)) if person is not None else None
        if other is None:
            return True
        if facts.is_deleted or not other.is_deleted:
            return False
        other.person = None
        self._released.append(other)
        return True

    def _person(self, person: Person | None, email: str, facts: UserFacts) -> Person:
        """As Slack tells of them. Admins keep their log-in."""
        owner = self._by_email.get(email)
        person = person or owner
        if person is None:
            person = Person(email=email)
            person.set_unusable_password()
            self._by_email[email] = person
            self._new_people.append(person)
        elif owner is None and not email.endswith(NOWHERE):
            self._by_email.pop(person.email.lower(), None)
            self._by_email[email] = person
            person.email = email
            self._renamed.append(person)
        fields = {
            "name": facts.name[:120],
            "title": facts.title[:120],
            "timezone": facts.timezone if known_zone(facts.timezone) else "UTC",
            "is_active": not facts.is_deleted,
        }
        if _set(person, fields) and person.pk is not None:
            self._changed_people.append(person)
        return person


def _people_of(workspace: Workspace, users: Sequence[UserFacts]) -> dict[int, Person]:
    """The people whom these users are, or whose e-mails they have, by id."""
    ids = [facts.slack_id for facts in users]
    emails = [(f.email or f"{f.slack_id}{NOWHERE}").lower() for f in users]
    mine = SlackUser.objects.filter(workspace=workspace, slack_id__in=ids)
    by_email = Person.objects.annotate(low=Lower("email")).filter(low__in=emails)
    # In two steps: while the tables are new to PostgreSQL, one would take it minutes.
    owners = [pk for pk in mine.values_list("person", flat=True) if pk is not None]
    theirs = Person.objects.filter(pk__in=owners)
    return {person.pk: person for found in (theirs, by_email) for person in found}


def _set(row: Model, fields: Mapping[str, object]) -> bool:
    """Set the fields that differ; whether any did."""
    changed = {k: v for k, v in fields.items() if getattr(row, k) != v}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
