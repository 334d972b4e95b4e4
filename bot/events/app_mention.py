"""Somebody mentions the bot: they are offered what fits, and nobody else sees it."""

from typing import Any

from bot.registry import Event
from incidents.channels import queries as channels
from incidents.lifecycle import arrivals


def handle(event: dict[str, Any]) -> None:
    member = channels.member(str(event.get("user") or ""))
    if member is None or member.person is None or member.is_guest:
        return  # an app, or somebody who may not declare
    arrivals.mentioned(
        channel=str(event["channel"]),
        slack_id=member.slack_id,
        ts=str(event["ts"]),
        thread=str(event.get("thread_ts") or ""),
        text=str(event.get("text") or ""),
    )


EVENT = Event(name="app_mention", handle=handle)
