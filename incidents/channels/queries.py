"""Finding workspaces, channels and the Slack ids of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db import connection

from incidents import rows
from incidents.channels.models import (
    Conversation,
    SlackUser,
    UserGroup,
    Workspace,
)
from incidents.people.models import Person
from incidents.prepared import Prepared


@dataclass(frozen=True)
class Asker:
    """Who asks, and the workspace it is asked in.

    `person` is None for a user that Muster never heard of; `known` tells whether there
    is such a user at all.
    """

    slack_id: str
    person: Person | None
    known: bool
    is_guest: bool
    team: str
    workspace_name: str
    enterprise_id: str
    bot_id: str
    bot_user_id: str

    @property
    def is_member(self) -> bool:
        """Whether it is somebody of the company, who may be told of its incidents."""
        here = self.person is not None and self.person.is_active
        return here and not self.is_guest


# One statement for each request of Slack, planned by hand: the ORM needs three and
# more of our time to write them than PostgreSQL to answer.
_ASKER = """
SELECT {person}, member.id IS NOT NULL AS known,
    COALESCE(member.is_guest, FALSE) AS is_guest, workspace.slack_id AS team,
    workspace.name AS workspace_name, workspace.enterprise_id, workspace.bot_id,
    workspace.bot_user_id
FROM incidents_workspace AS workspace
LEFT JOIN incidents_slackuser AS member
    ON member.workspace_id = workspace.id AND member.slack_id = %s
LEFT JOIN incidents_person AS person ON person.id = member.person_id
WHERE workspace.slack_id = %s
"""
# In the order in which they are asked for.
_FACTS = (
    "known",
    "is_guest",
    "team",
    "workspace_name",
    "enterprise_id",
    "bot_id",
    "bot_user_id",
)


def asker(*, team: str, slack_id: str) -> Asker | None:
    """Who asks in the workspace with this Slack id; None when it is not ours."""
    with connection.cursor() as cursor:
        cursor.execute(_asker(), [slack_id, team])
        found = cursor.fetchone()
    if found is None:
        return None
    own = len(found) - len(_FACTS)
    (person,) = rows.read(Person, [found[:own]])
    known = person if person.pk is not None else None
    facts = dict(zip(_FACTS, found[own:], strict=True))
    return Asker(slack_id=slack_id, person=known, **facts)


@cache
def _asker() -> Prepared:
    return Prepared(_ASKER.format(person=rows.columns(Person, "person")))


def workspace() -> Workspace | None:
    """The one workspace of this deployment, or None before it is connected."""
    return Workspace.objects.first()


def tagged(tag: str) -> list[Conversation]:
    """The channels with this tag that can be posted to, by name."""
    live = "WHERE tags @> %s::varchar[] AND NOT is_archived ORDER BY name"
    return rows.every(Conversation, live, [[tag]])


def problem_of(channel: Conversation) -> str:
    """Why nothing can be posted in it, as the end of a sentence; empty if it can be."""
    if channel.is_archived:
        return "is archived"
    if channel.is_private and not channel.is_member:
        return "is private, and Muster is not in it: invite it there"
    return ""


def member(slack_id: str) -> SlackUser | None:
    """The workspace's user with this Slack id, with the person it is."""
    users = SlackUser.objects.select_related("person", "workspace").order_by()
    return users.filter(slack_id=slack_id).first()


def person_of(slack_id: str) -> Person | None:
    user = member(slack_id)
    return user.person if user else None


def user_group(slack_id: str) -> UserGroup | None:
    return UserGroup.objects.filter(slack_id=slack_id).first()


def is_bot(slack_id: str) -> bool:
    """Whether this user is our own bot."""
    return Workspace.objects.filter(bot_user_id=slack_id).exists()


def is_guest(person: Person) -> bool:
    """Whether Slack knows this person as a guest, who sees only some channels."""
    return SlackUser.objects.filter(person=person, is_guest=True).exists()


_SLACK_IDS = Prepared("""
SELECT person_id, slack_id FROM incidents_slackuser
WHERE person_id = ANY(%s) AND NOT is_deleted
""")


def slack_ids(people: Iterable[int]) -> dict[int, str]:
    """Slack ids by the ids of people; who has no live account is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_SLACK_IDS, [list(people)])
        return dict(cursor.fetchall())
