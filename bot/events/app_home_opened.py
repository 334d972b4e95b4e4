"""Whoever opens the Home has it kept up to date from then on."""

from typing import Any

from bot.registry import Event
from incidents.lifecycle import arrivals


def handle(event: dict[str, Any]) -> None:
    if event.get("tab") == "home":
        arrivals.home_opened(slack_id=str(event["user"]))


EVENT = Event(name="app_home_opened", handle=handle)
