"""Finding workspaces, channels and the Slack ids of people."""

from collections.abc import Iterable

from incidents.channels.models import Conversation, SlackUser, Workspace
from incidents.people.models import Person


def workspace() -> Workspace | None:
    """The one workspace of this deployment, or None before it is connected."""
    return Workspace.objects.first()


def tagged(tag: str) -> list[Conversation]:
    """The channels with this tag that can be posted to, by name."""
    found = Conversation.objects.filter(tags__contains=[tag], is_archived=False)
    return list(found.order_by("name"))


def member(slack_id: str) -> SlackUser | None:
    """The workspace's user with this Slack id, with the person it is."""
    users = SlackUser.objects.select_related("person", "workspace").order_by()
    return users.filter(slack_id=slack_id).first()


def person_of(slack_id: str) -> Person | None:
    user = member(slack_id)
    return user.person if user else None


def is_guest(person: Person) -> bool:
    """Whether Slack knows this person as a guest, who sees only some channels."""
    return SlackUser.objects.filter(person=person, is_guest=True).exists()


def slack_ids(people: Iterable[int]) -> dict[int, str]:
    """Slack ids by the ids of people; who has no live account is left out."""
    found = SlackUser.objects.filter(person__in=list(people), is_deleted=False)
    return {
        person: slack_id
        for person, slack_id in found.values_list("person_id", "slack_id")
        if person is not None
    }
