"""Names for Slack's ids, where everybody may know them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from incidents.channels.models import Conversation, SlackUser, UserGroup


@dataclass(frozen=True)
class Names:
    """Names of people, channels and user groups by Slack's ids, those that we know."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def names_of(slack_ids: Collection[str]) -> Names:
    """A private channel stays unnamed: Slack does not tell its name either."""
    if not slack_ids:
        return Names()
    users = SlackUser.objects.select_related("person").filter(slack_id__in=slack_ids)
    public = Conversation.objects.filter(slack_id__in=slack_ids, is_private=False)
    groups = UserGroup.objects.filter(slack_id__in=slack_ids)
    return Names(
        people={u.slack_id: u.person.name if u.person else str(u) for u in users},
        channels=dict(public.order_by().values_list("slack_id", "name")),
        groups=dict(groups.order_by().values_list("slack_id", "handle")),
    )
