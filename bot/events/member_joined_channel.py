"""Joining an incident's channel makes a participant, who may then see the incident."""

from typing import Any

from bot.registry import Event
from incidents.channels import queries as channels
from incidents.lifecycle import arrivals


def handle(event: dict[str, Any]) -> None:
    member = channels.member(str(event["user"]))
    if member is not None and member.person is not None and not member.is_guest:
        arrivals.joined(channel=str(event["channel"]), person=member.person)


EVENT = Event(name="member_joined_channel", handle=handle)
