"""python manage.py replay: received bodies are read once more."""

import re
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.alerts import replaying
from incidents.alerts.replaying import Wanted
from incidents.catalog.models import Service
from incidents.values import Mistake

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Command(BaseCommand):
    help = "Read received bodies once more: by number, or of a service and a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="number")
        parser.add_argument("--service", help="the service's short name (slug)")
        parser.add_argument(
            "--since", help="a time (2026-03-12T14:00, UTC) or an age (30m, 2h, 3d)"
        )
        parser.add_argument(
            "--only-problems",
            action="store_true",
            help="only those that could not be read",
        )

    def handle(self, *_: Any, ids: list[int], **options: Any) -> None:
        wanted = Wanted(
            ids=tuple(ids),
            service=found_service(options["service"]) if options["service"] else None,
            since=_since(options["since"]) if options["since"] else None,
            only_problems=options["only_problems"],
        )
        if not (wanted.ids or wanted.service or wanted.since):
            raise CommandError(
                "Say what to replay: numbers, or --service, or --since.", returncode=2
            )
        try:
            made = replaying.replay(wanted)
        except Mistake as mistake:
            raise CommandError(mistake.message) from None
        bodies = "body" if len(made) == 1 else "bodies"
        self.stdout.write(f"Replaying {len(made)} {bodies}, as #{made[0]}–#{made[-1]}.")


def found_service(slug: str) -> Service:
    """Raises CommandError with the names that there are."""
    found = Service.objects.filter(slug=slug).select_related("team").first()
    if found is None:
        known = ", ".join(Service.objects.values_list("slug", flat=True)[:20])
        raise CommandError(
            f"There is no service “{slug}”. There are: {known or 'none yet'}.",
            returncode=2,
        )
    return found


def _since(text: str) -> datetime:
    age = re.fullmatch(r"(\d{1,6})([mhd])", text)
    if age:
        return timezone.now() - timedelta(**{UNITS[age[2]]: int(age[1])})
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--since: “{text}” is no time such as 2026-03-12T14:00, and no age such "
            "as 2h.",
            returncode=2,
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
