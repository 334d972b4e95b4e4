"""Open the incident's channel, under the name that the incident reserved."""

from typing import Any

from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from bot.slack import SlackRefused
from incidents.channels import queries as channels
from incidents.channels import services
from incidents.channels.models import Workspace
from incidents.channels.values import ConversationFacts
from incidents.lifecycle import arrivals
from incidents.outbox.values import ProviderError
from incidents.record import queries
from incidents.record.models import Incident

TRIES = 5


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    workspace = channels.workspace()
    if workspace is None:
        raise ProviderError(
            "No Slack workspace is connected: run `python manage.py connect`.",
            permanent=True,
        )
    found = _open(sending, incident, workspace)
    facts = ConversationFacts(
        slack_id=str(found["id"]),
        name=str(found["name"]),
        is_private=incident.is_private,
        is_member=True,
    )

    def receipt() -> None:
        conversation = services.save_conversation(workspace=workspace, facts=facts)
        arrivals.channel_opened(incident=incident, conversation=conversation)

    return receipt


def _open(sending: Sending, incident: Incident, workspace: Workspace) -> dict[str, Any]:
    """Create it, or adopt the one that an earlier attempt created.

    A name that somebody else took gets a number behind it.
    """
    names = [incident.channel_name]
    names += [f"{incident.channel_name}-{n}" for n in range(2, TRIES + 1)]
    for name in names:
        try:
            answer = sending.call(
                "conversations.create", name=name, is_private=incident.is_private
            )
        except SlackRefused as error:
            if error.code != "name_taken":
                raise
            if ours := _ours(sending, name, incident, workspace):
                return ours
        else:
            return dict(answer["channel"])
    raise ProviderError(
        f"The channel names {names[0]} to {names[-1]} are all taken in Slack: "
        "rename or archive one of them, then retry.",
        permanent=True,
    )


def _ours(
    sending: Sending, name: str, incident: Incident, workspace: Workspace
) -> dict[str, Any] | None:
    """The live channel of this name, if our bot made it since the incident began."""
    kind = "private_channel" if incident.is_private else "public_channel"
    cursor = ""
    while True:
        page = sending.call(
            "users.conversations",
            types=kind,
            limit=1000,
            exclude_archived=True,
            **({"cursor": cursor} if cursor else {}),
        )
        for channel in page["channels"]:
            if (
                channel["name"] == name
                and channel.get("creator") == workspace.bot_user_id
                and float(channel.get("created", 0))
                >= incident.declared_at.timestamp() - 60
            ):
                return dict(channel)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None


EFFECT = EffectHandler(kind="channel", send=send)
