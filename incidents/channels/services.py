"""Keeping what Slack told us."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from incidents.channels import accounts
from incidents.channels.models import Conversation, SlackUser, Workspace
from incidents.channels.values import ConversationFacts, UserFacts, WorkspaceFacts


class OtherWorkspace(Exception):
    """Muster serves one workspace (design, 3.10) and this is another one."""


def connect(*, facts: WorkspaceFacts) -> Workspace:
    """Keep the workspace. Raises OtherWorkspace when there is one already."""
    other = Workspace.objects.exclude(slack_id=facts.slack_id).first()
    if other is not None:
        raise OtherWorkspace(
            f"This Muster is connected to {other.name} ({other.slack_id}); the token "
            f"is of {facts.name} ({facts.slack_id}). Use another deployment for it."
        )
    workspace, _ = Workspace.objects.update_or_create(
        slack_id=facts.slack_id,
        defaults={
            "name": facts.name,
            "url": facts.url,
            "bot_id": facts.bot_id,
            "bot_user_id": facts.bot_user_id,
            "enterprise_id": facts.enterprise_id,
        },
    )
    return workspace


@transaction.atomic
def save_users(
    *, workspace: Workspace, users: Iterable[UserFacts], listed: bool = True
) -> int:
    """Keep these users and the people they are; how many. `listed`: Slack listed them
    now, so that they are still there.
    """
    users = list(users)
    page = accounts.Page(workspace, users)
    for facts in users:
        page.take(facts)
    page.write()
    if listed:
        page.listed(facts.slack_id for facts in users)
    return len(users)


@transaction.atomic
def user_seen(*, workspace: Workspace, slack_id: str, handle: str) -> SlackUser:
    """The user who speaks to us; one we have not yet synced is kept by handle."""
    known = (
        SlackUser.objects.select_related("person")
        .filter(workspace=workspace, slack_id=slack_id)
        .first()
    )
    if known is not None and known.person is not None:
        return known
    facts = UserFacts(slack_id=slack_id, handle=handle, name=handle or slack_id)
    page = accounts.Page(workspace, [facts])
    user = page.take(facts)
    page.write()
    return user


def save_conversations(
    *, workspace: Workspace, conversations: Iterable[ConversationFacts]
) -> int:
    """Keep these channels as Slack lists them; how many. Tags are ours and stay."""
    now = timezone.now()
    rows = [_row(workspace, facts, listed_at=now) for facts in conversations]
    _keep(rows, [*_TOLD, "synced_at"])
    return len(rows)


def save_conversation(
    *, workspace: Workspace, facts: ConversationFacts
) -> Conversation:
    """Keep one channel that Slack told of."""
    _keep([_row(workspace, facts)], _TOLD)
    return Conversation.objects.get(workspace=workspace, slack_id=facts.slack_id)


def change_conversation(*, slack_id: str, **told: str | bool) -> None:
    """Slack told that these fields of a channel that we know changed."""
    Conversation.objects.filter(slack_id=slack_id).update(**told)


_TOLD = ["name", "is_private", "is_archived", "is_member"]


def _row(
    workspace: Workspace,
    facts: ConversationFacts,
    listed_at: datetime | None = None,
) -> Conversation:
    told = {name: getattr(facts, name) for name in _TOLD}
    return Conversation(
        workspace=workspace, slack_id=facts.slack_id, synced_at=listed_at, **told
    )


def _keep(rows: list[Conversation], fields: list[str]) -> None:
    Conversation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace", "slack_id"],
        update_fields=fields,
    )
