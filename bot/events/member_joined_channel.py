"""Joining an incident's channel makes a participant, who may then see the incident."""

from typing import Any

from bot.registry import Event
from incidents.channels import queries as channels
from incidents.channels import services
from incidents.lifecycle import membership


def handle(event: dict[str, Any]) -> None:
    channel, user = str(event["channel"]), str(event["user"])
    if channels.is_bot(user):
        services.change_conversation(slack_id=channel, is_member=True)
    elif person := channels.person_of(user):
        membership.joined(channel=channel, person=person)


EVENT = Event(name="member_joined_channel", handle=handle)
