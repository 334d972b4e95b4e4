"""Whoever opens the Home has it kept up to date for a day."""

from typing import Any

from django.utils import timezone

from bot.registry import Event
from incidents.lifecycle import arrivals


def handle(event: dict[str, Any]) -> None:
    if event.get("tab") == "home":
        arrivals.home_opened(slack_id=str(event["user"]), now=timezone.now())


EVENT = Event(name="app_home_opened", handle=handle)
