"""Who is in the channels that matter: those that rules invite from, and those of open
incidents, whose members take part.
"""

from functools import partial

from django.utils import timezone

from bot.registry import Page, Sync, Talk
from bot.slack import SlackRefused
from incidents.channels.models import Conversation, Workspace
from incidents.lifecycle import membership

# Slack takes up to 1,000; they are ids alone. Source: conversations.members.
PAGE = 1_000
OUT_OF_REACH = {"channel_not_found", "not_in_channel", "fetch_members_failed"}


def page(talk: Talk, workspace: Workspace, cursor: str) -> Page:
    """One channel; the cursor is our id of the one before."""
    channel = membership.next_to_read(after=int(cursor or 0))
    if channel is None:
        return Page(save=lambda: 0)
    following, before = str(channel.pk), membership.known(channel)
    try:
        members = _members(talk, channel)
    except SlackRefused as error:
        if error.code not in OUT_OF_REACH:
            raise
        note = f"#{channel.name} cannot be read ({error.code}): invite Muster to it."
        return Page(save=lambda: 0, cursor=following, note=note)
    return Page(
        save=partial(
            membership.read,
            conversation=channel,
            members=members,
            before=before,
            now=timezone.now(),
        ),
        cursor=following,
    )


def _members(talk: Talk, channel: Conversation) -> list[str]:
    found: list[str] = []
    cursor = ""
    while True:
        answer = talk(
            "conversations.members",
            channel=channel.slack_id,
            limit=PAGE,
            **({"cursor": cursor} if cursor else {}),
        )
        found += answer["members"]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


SYNC = Sync(
    name="members",
    label="Members of channels",
    title="members of channels",
    page=page,
    rank=40,
    pace=0.6,
)
