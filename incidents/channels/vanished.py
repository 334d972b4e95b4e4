"""What Slack no longer lists, once it was read to the end.

A list that is cut short must not make half of a company leave: when too much is missing
at once nothing is changed, and a person is told.
"""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from incidents.channels.models import Conversation, SlackUser, UserGroup, Workspace
from incidents.people.models import Person

M = TypeVar("M", bound=Model)

# So many may be gone at once, or this share of all.
FEW = 20
SHARE = 0.1


class TooManyGone(Exception):
    """More is missing from Slack's list than leaves by itself."""


@transaction.atomic
def users(*, workspace: Workspace, since: datetime) -> int:
    """Whom Slack has not listed since then has left; how many."""
    live = SlackUser.objects.filter(workspace=workspace, is_deleted=False)
    gone = live.filter(synced_at__lt=since)
    _check(gone, live, "people")
    # In two steps: while the tables are new to PostgreSQL, one would take it minutes.
    people = list(gone.exclude(person=None).values_list("person", flat=True))
    Person.objects.filter(pk__in=people).update(is_active=False)
    return gone.update(is_deleted=True)


def conversations(*, workspace: Workspace, since: datetime) -> int:
    """What was not listed since then is gone, or no longer shown to us; how many."""
    live = Conversation.objects.filter(workspace=workspace, is_archived=False)
    gone = live.filter(synced_at__lt=since)
    _check(gone, live, "channels")
    hidden = gone.filter(is_private=True, is_member=True).update(is_member=False)
    return hidden + gone.filter(is_private=False).update(is_archived=True)


def user_groups(*, workspace: Workspace, since: datetime) -> int:
    """Groups that were not listed since then, also one added by a wrong id."""
    groups = UserGroup.objects.filter(workspace=workspace)
    gone = groups.exclude(synced_at__gte=since)
    return gone.update(
        is_disabled=True,
        problem="Slack lists no user group with this id. Check it, or delete it here.",
    )


def _check(gone: "QuerySet[M]", live: "QuerySet[M]", what: str) -> None:
    count, total = gone.count(), live.count()
    if count > max(FEW, total * SHARE):
        raise TooManyGone(
            f"Slack no longer lists {count:,} of {total:,} {what}. That many do not "
            "leave at once, so nobody was changed: check what Muster's app may read."
        )
