"""`python manage.py manifest`: the manifest to make the Slack app from."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bot.manifest import manifest


class Command(BaseCommand):
    help = "Print the Slack app manifest (JSON), made from what Muster uses."

    def handle(self, *args: Any, **options: Any) -> None:
        made = manifest(
            commands=settings.SLACK_COMMANDS,
            public_url=settings.PUBLIC_URL,
            socket_mode=bool(settings.SLACK_APP_TOKEN),
        )
        self.stdout.write(json.dumps(made, indent=2, ensure_ascii=False))
