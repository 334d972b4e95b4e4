"""Keeping user groups and who is in them."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from incidents.channels import syncing
from incidents.channels.models import UserGroup, Workspace
from incidents.channels.values import GroupFacts
from incidents.values import Mistake

SYNC = "user_groups"
_ID = re.compile(r"S[A-Z0-9]{4,30}")


def checked_id(text: str) -> str:
    """The Slack id of a group that is not there yet. Raises Mistake."""
    slack_id = text.strip().upper()
    if not _ID.fullmatch(slack_id):
        raise Mistake(
            "A user group's id begins with S, like S0614TZR7: in Slack, open the "
            "group under People, then ⋮ and Copy group ID.",
            field="slack_id",
        )
    if group := UserGroup.objects.filter(slack_id=slack_id).first():
        raise Mistake(f"{group} has this id and is there already.", field="slack_id")
    if not Workspace.objects.exists():
        raise Mistake(
            "No workspace is connected: run `python manage.py connect` first.",
            field="slack_id",
        )
    return slack_id


@transaction.atomic
def add(*, slack_id: str, workspace: Workspace, now: datetime) -> UserGroup:
    """Add a group by its id; Slack is asked for the rest. Raises Mistake."""
    slack_id = checked_id(slack_id)
    group = UserGroup.objects.create(
        workspace=workspace, slack_id=slack_id, handle=slack_id.lower()
    )
    syncing.start(name=SYNC, now=now)
    return group


def save(*, workspace: Workspace, groups: Sequence[GroupFacts]) -> int:
    """Keep these groups, each with its members; how many."""
    now = timezone.now()
    UserGroup.objects.bulk_create(
        (
            UserGroup(
                workspace=workspace,
                slack_id=facts.slack_id,
                handle=facts.handle[:80],
                name=facts.name[:120],
                is_disabled=facts.is_disabled,
                synced_at=now,
            )
            for facts in groups
        ),
        update_conflicts=True,
        unique_fields=["workspace", "slack_id"],
        update_fields=["handle", "name", "is_disabled", "synced_at", "problem"],
    )
    for facts in groups:
        if facts.members is not None:
            _set_members(workspace, facts.slack_id, facts.members)
    return len(groups)


def change_members(
    *, slack_id: str, added: Iterable[str], removed: Iterable[str]
) -> None:
    """Slack told who came to a group and who left it."""
    found = UserGroup.objects.filter(slack_id=slack_id).first()
    if found is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE, [found.pk, found.workspace_id, list(removed)])
        cursor.execute(_ADD, [found.pk, found.workspace_id, list(added)])


_LEFT = """
DELETE FROM incidents_usergroup_people WHERE usergroup_id = %s AND person_id NOT IN (
    SELECT person_id FROM incidents_slackuser
    WHERE workspace_id = %s AND slack_id = ANY(%s) AND person_id IS NOT NULL)
"""
_REMOVE = _LEFT.replace("NOT IN", "IN")
_ADD = """
INSERT INTO incidents_usergroup_people (usergroup_id, person_id)
SELECT %s, person_id FROM incidents_slackuser
WHERE workspace_id = %s AND slack_id = ANY(%s) AND person_id IS NOT NULL
ON CONFLICT DO NOTHING
"""


def _set_members(workspace: Workspace, slack_id: str, members: Sequence[str]) -> None:
    group = UserGroup.objects.get(workspace=workspace, slack_id=slack_id)
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [group.pk, workspace.pk, list(members)])
        cursor.execute(_ADD, [group.pk, workspace.pk, list(members)])
