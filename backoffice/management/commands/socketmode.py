"""Serve Slack over Socket Mode, for deployments that Slack cannot reach."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bot import socketmode


class Command(BaseCommand):
    help = "Serve Slack over Socket Mode; needs SLACK_APP_TOKEN."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.SLACK_APP_TOKEN:
            raise CommandError(
                "SLACK_APP_TOKEN is not set: Socket Mode needs an app-level token "
                "with the scope connections:write."
            )
        socketmode.run()
