"""Keeping who is in a channel, for the channels whose members are invited."""

from collections.abc import Collection, Sequence

from django.db import connection

from incidents.channels.models import Conversation

_LEFT = """
DELETE FROM incidents_conversation_people WHERE conversation_id = %s
AND person_id = ANY(%s) AND person_id NOT IN (
    SELECT person_id FROM incidents_slackuser
    WHERE workspace_id = %s AND slack_id = ANY(%s) AND person_id IS NOT NULL)
RETURNING person_id
"""
_CAME = """
INSERT INTO incidents_conversation_people (conversation_id, person_id)
SELECT %s, person_id FROM incidents_slackuser
WHERE workspace_id = %s AND slack_id = ANY(%s) AND person_id IS NOT NULL
ON CONFLICT DO NOTHING
"""


def save(
    *, conversation: Conversation, members: Sequence[str], before: Collection[int]
) -> list[int]:
    """These are its members, by their Slack ids. Answers who of those `before`, by our
    ids, is not among them any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _LEFT,
            [
                conversation.pk,
                list(before),
                conversation.workspace_id,
                list(members),
            ],
        )
        gone = [int(person) for (person,) in cursor.fetchall()]
    joined(conversation=conversation, members=members)
    return gone


def joined(*, conversation: Conversation, members: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _CAME, [conversation.pk, conversation.workspace_id, list(members)]
        )


def left(*, conversation: Conversation, person: int) -> None:
    conversation.people.remove(person)
