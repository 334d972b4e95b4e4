"""Keeping what Slack told us."""

from collections.abc import Iterable

from django.db import transaction

from incidents.channels.models import Conversation, SlackUser, Workspace
from incidents.channels.values import ConversationFacts, UserFacts, WorkspaceFacts
from incidents.people import services as people


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
def save_users(*, workspace: Workspace, users: Iterable[UserFacts]) -> int:
    """Keep these users and the people they are; how many."""
    count = 0
    for facts in users:
        _save_user(workspace, facts)
        count += 1
    return count


def _save_user(workspace: Workspace, facts: UserFacts) -> SlackUser:
    known = (
        SlackUser.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(workspace=workspace, slack_id=facts.slack_id)
        .first()
    )
    person = known.person if known else None
    email = facts.email or f"{facts.slack_id.lower()}@slack.invalid"
    if person is not None or _free(email, facts):
        person = people.save_person(
            person=person,
            email=email,
            name=facts.name,
            title=facts.title,
            timezone=facts.timezone,
            is_active=not facts.is_deleted,
        )
    user, _ = SlackUser.objects.update_or_create(
        workspace=workspace,
        slack_id=facts.slack_id,
        defaults={
            "person": person,
            "handle": facts.handle,
            "is_guest": facts.is_guest,
            "is_deleted": facts.is_deleted,
        },
    )
    return user


def _free(email: str, facts: UserFacts) -> bool:
    """Whether the person of this e-mail, if any, is nobody else's in Slack.

    An account that was closed gives its person to the new one of the same e-mail.
    """
    other = SlackUser.objects.filter(person__email__iexact=email).first()
    if other is None:
        return True
    if facts.is_deleted or not other.is_deleted:
        return False
    other.person = None
    other.save(update_fields=["person"])
    return True


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
    return _save_user(workspace, facts)


@transaction.atomic
def save_conversations(
    *, workspace: Workspace, conversations: Iterable[ConversationFacts]
) -> int:
    """Keep these channels; how many. Tags are ours and stay."""
    count = 0
    for facts in conversations:
        save_conversation(workspace=workspace, facts=facts)
        count += 1
    return count


def save_conversation(
    *, workspace: Workspace, facts: ConversationFacts
) -> Conversation:
    conversation, _ = Conversation.objects.update_or_create(
        workspace=workspace,
        slack_id=facts.slack_id,
        defaults={
            "name": facts.name,
            "is_private": facts.is_private,
            "is_archived": facts.is_archived,
            "is_member": facts.is_member,
        },
    )
    return conversation
