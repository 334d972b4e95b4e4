"""Invite people to the incident's channel, in one call."""

from django.utils import timezone

from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.channels import queries as channels
from incidents.lifecycle import arrivals
from incidents.record import queries

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


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    people = [int(pk) for pk in sending.args["people"]]
    ids = channels.slack_ids(people)
    missing = [pk for pk in people if pk not in ids]
    refused: dict[str, str] = {}
    users = list(ids.values())
    for start in range(0, len(users), BATCH):
        refused |= _invite(
            sending, incident.channel_slack_id, users[start : start + BATCH]
        )
    reasons = {pk: refused[user] for pk, user in ids.items() if user in refused}

    def receipt() -> None:
        arrivals.invited(
            incident=incident,
            no_account=missing,
            refused=reasons,
            now=timezone.now(),
        )

    return receipt


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


EFFECT = EffectHandler(kind="invite", send=send)
