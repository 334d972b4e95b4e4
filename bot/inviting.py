"""Inviting people to an incident's channel: one call for up to 1,000 of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.channels import queries as channels
from incidents.invitations.values import Named
from incidents.record.models import Incident

# Slack takes 1,000 users a call. Source: conversations.invite.
BATCH = 1_000
# Slack's words for leaving somebody out, in ours. Source: conversations.invite.
REASONS = {
    "cant_invite": "Slack does not let this account be invited",
    "user_is_restricted": "a guest who may not join more channels",
    "user_is_ultra_restricted": "a guest of one channel",
    "user_not_found": "no such Slack account any more",
    "user_disabled": "the Slack account is deactivated",
}
ALREADY = {"already_in_channel", "cant_invite_self"}


@dataclass(frozen=True)
class LeftOut:
    """Who did not come, by the ids of people: no account, and Slack's refusals."""

    missing: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def invite(sending: Sending, incident: Incident, people: Sequence[Named]) -> LeftOut:
    """Invite them; who is in the channel already stays. Raises ProviderError."""
    wanted = [each.person.pk for each in people]
    ids = channels.slack_ids(wanted)
    refused: dict[str, str] = {}
    users = list(ids.values())
    for start in range(0, len(users), BATCH):
        batch = users[start : start + BATCH]
        refused |= _invite(sending, incident.channel_slack_id, batch)
    return LeftOut(
        missing=[pk for pk in wanted if pk not in ids],
        refused={pk: refused[user] for pk, user in ids.items() if user in refused},
    )


def _invite(sending: Sending, channel: str, users: list[str]) -> dict[str, str]:
    """Invite a batch; answers Slack's reason for each user it left out.

    With `force`, Slack invites who can be invited and lists the others.
    Source: conversations.invite.
    """
    try:
        answer = sending.call(
            "conversations.invite", channel=channel, users=",".join(users), force=True
        )
        errors = answer.get("errors") or []
    except SlackRefused as error:
        errors = error.response.get("errors") or []
        if not errors and error.code not in ALREADY:
            raise
    return {
        str(each["user"]): REASONS.get(str(each["error"]), str(each["error"]))
        for each in errors
        if "user" in each and each["error"] not in ALREADY
    }
