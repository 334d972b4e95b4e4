"""How services are watched, and whether somebody can always be reached for them.

`python manage.py coverage checkout-api --at 2026-12-25T12:00` says how a service is
watched then; `python manage.py coverage --days 30` names every gap of every service.
"""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.alerts.house import HOUSE
from incidents.calendars.queries import coverage_mode
from incidents.catalog.models import Service
from incidents.coverage.proving import prove
from incidents.coverage.telling import gap_text
from incidents.oncall.models import Schedule
from incidents.oncall.queries import gaps as gaps_of
from incidents.oncall.values import Span, position_name
from incidents.people.zones import zone_called

MOST_DAYS = 366
NO_SCHEDULE = "There is no on-call schedule: nobody would be called."


class Command(BaseCommand):
    help = (
        "Print how a service is watched at a moment, why, and until when; or name each "
        "time at which nobody can be reached for it, and exit 1 when there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("service", nargs="?", help="such as checkout-api")
        parser.add_argument(
            "--at", help="such as 2026-12-25T12:00 (UTC unless it says); without it now"
        )
        parser.add_argument(
            "--days", type=int, help="prove each service, or one, so many days ahead"
        )
        parser.add_argument(
            "--schedule", help="name the gaps of the one with this slug"
        )

    def handle(
        self,
        *args: Any,
        service: str | None,
        at: str | None,
        days: int | None,
        schedule: str | None,
        **options: Any,
    ) -> None:
        moment = _moment(at) if at else timezone.now()
        if days is None and service is not None:
            self._watched(service, moment)
        elif days is None:
            raise CommandError("Name a service, or say --days 30 for who is on call.")
        elif not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days is 1 to {MOST_DAYS}.")
        elif schedule is not None or not Service.objects.exists():
            self._on_call(moment, days, schedule)
        else:
            self._proven(moment, days, service)

    def _watched(self, slug: str, at: datetime) -> None:
        found = Service.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no service “{slug}”.")
        coverage = coverage_mode(found, at)
        until = coverage.until.astimezone(coverage.zone)
        self.stdout.write(
            f"{coverage.mode.label}: {coverage.reason}\n"
            f"Until {until:%a %-d %b %Y %H:%M} ({coverage.zone.key})"
        )

    def _proven(self, since: datetime, days: int, slug: str | None) -> None:
        services = Service.objects.order_by("name")
        if slug is not None:
            services = services.filter(slug=slug)
        if not services:
            raise CommandError(f"There is no service “{slug}”.")
        until = since + timedelta(days=days)
        proofs = prove(services, since, until, HOUSE)
        lines = [f"{p.name}: {gap_text(gap, p.zone)}" for p in proofs for gap in p.gaps]
        for line in lines:
            self.stdout.write(line)
        if slug is None:
            self._schedules(since, until)
        looked = f"{len(services)} services, {days} days"
        if lines:
            raise CommandError(f"{looked}: {len(lines)} gaps.")
        self.stdout.write(f"{looked}: somebody can be reached at every minute.")

    def _schedules(self, since: datetime, until: datetime) -> None:
        """A shift that nobody has is told, and is no gap of a service while a further
        level reaches somebody.
        """
        for each in Schedule.objects.all():
            for span in gaps_of(each.pk, since, until):
                told = f"{each.name}: {_words(span, each)}"
                self.stdout.write(f"(the next level is asked) {told}")

    def _on_call(self, since: datetime, days: int, slug: str | None) -> None:
        schedules = Schedule.objects.all()
        if slug is not None:
            schedules = schedules.filter(slug=slug)
        if not schedules:
            raise CommandError("There is no such schedule." if slug else NO_SCHEDULE)
        gaps = 0
        for each in schedules:
            for gap in gaps_of(each.pk, since, since + timedelta(days=days)):
                gaps += 1
                self.stdout.write(f"{each.name}: {_words(gap, each)}")
        looked = f"{len(schedules)} schedules, {days} days"
        if gaps:
            raise CommandError(f"{looked}: {gaps} gaps.")
        self.stdout.write(f"{looked}: no gap.")


def _words(gap: Span, schedule: Schedule) -> str:
    zone = zone_called(schedule.timezone)
    first, last = gap.starts.astimezone(zone), gap.ends.astimezone(zone)
    return (
        f"no {position_name(gap.position)} from {first:%a %-d %b %Y %H:%M} to "
        f"{last:%a %-d %b %Y %H:%M} ({zone.key}): {gap.reason}"
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"“{text}” is no time: write it such as 2026-12-25T12:00."
        ) from error
    if not 1970 <= moment.year <= 2200:
        raise CommandError(f"The year {moment.year} is in no calendar here.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
