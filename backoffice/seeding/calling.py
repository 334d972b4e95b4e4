"""Whom Brightwater's incidents need, and whom they may call."""

from django.db import transaction

from incidents.channels.models import Conversation, SosEntry, UserGroup
from incidents.invitations.models import InviteRule

RULE = "Platform on call joins every public SEV1"
SOS = (
    (
        "Platform on call",
        "Network, Kubernetes and databases",
        "platform-team",
        "platform-oncall",
    ),
    ("Payments on call", "Card networks, payouts, the ledger", "", "payments-oncall"),
)


@transaction.atomic
def make() -> None:
    """Make what is not there yet, as far as Slack has its groups and channels."""
    groups = {group.handle: group for group in UserGroup.objects.all()}
    platform = groups.get("platform-oncall")
    if platform is not None:
        rule, made = InviteRule.objects.get_or_create(
            name=RULE, defaults={"severities": ["SEV1"]}
        )
        if made:
            rule.user_groups.add(platform)
    for rank, (name, text, channel, group) in enumerate(SOS):
        SosEntry.objects.get_or_create(
            name=name,
            defaults={
                "text": text,
                "conversation": Conversation.objects.filter(name=channel).first(),
                "user_group": groups.get(group),
                "rank": rank,
            },
        )
