"""Leaving a private incident's channel ends the sight that joining it gave; nobody who
left is invited again by an update.
"""

from typing import Any

from django.utils import timezone

from bot.registry import Event
from incidents.channels import queries as channels
from incidents.channels import services
from incidents.lifecycle import membership


def handle(event: dict[str, Any]) -> None:
    channel, user = str(event["channel"]), str(event["user"])
    if channels.is_bot(user):
        services.change_conversation(slack_id=channel, is_member=False)
    elif person := channels.person_of(user):
        membership.left(channel=channel, person=person, now=timezone.now())


EVENT = Event(name="member_left_channel", handle=handle, tells_of_slack=True)
