"""python manage.py connect: connect the Slack workspace that the token belongs to."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bot import syncing
from incidents.channels.models import Workspace
from incidents.channels.services import OtherWorkspace
from incidents.outbox.values import ProviderError


class Command(BaseCommand):
    help = "Connect Slack: keep the workspace, its people and its channels."

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = connect()
        self.stdout.write(f"Connected to {workspace.name} ({workspace.slack_id}).")
        try:
            rows = syncing.read_all(workspace)
        except ProviderError as error:
            raise CommandError(error.message) from error
        people, channels = rows["people"], rows["conversations"]
        self.stdout.write(f"{people} people and {channels} channels are known.")


def connect() -> Workspace:
    """Raises CommandError with one line on what to mend."""
    if not settings.SLACK_BOT_TOKEN:
        raise CommandError("SLACK_BOT_TOKEN is not set; docs/configuration.md has it.")
    try:
        return syncing.connect()
    except ProviderError as error:
        raise CommandError(error.message) from error
    except OtherWorkspace as error:
        raise CommandError(str(error)) from error
