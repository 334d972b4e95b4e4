"""python manage.py seed: a small believable company, made once."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from backoffice.seeding import (
    alerting,
    alerts,
    calendars,
    calling,
    company,
    contacts,
    heartbeats,
    history,
    oncall,
    policies,
    triage,
)
from incidents.people.services import grant_admin


class Command(BaseCommand):
    help = "Connect Slack, then make Brightwater: teams, services, tags, a log-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-history", action="store_true", help="add no incidents"
        )

    def handle(self, *args: Any, without_history: bool, **options: Any) -> None:
        email = os.environ.get("DEMO_ADMIN_EMAIL", "") or company.email("ada")
        password = os.environ.get("DEMO_ADMIN_PASSWORD", "")
        if not password:
            raise CommandError("DEMO_ADMIN_PASSWORD is not set: choose a password.")
        with connection.cursor() as cursor:  # nobody in Slack waits for this
            cursor.execute("SET lock_timeout = '60s'")
        call_command("connect", stdout=self.stdout)
        try:
            company.make()
            calling.make()
            key = os.environ.get("DEMO_ALERT_KEY", "")
            alerting.make(key=key, now=timezone.now())
            alerts.route()
            calendars.make(now=timezone.now())
            oncall.make(now=timezone.now())
            contacts.make(now=timezone.now())
            policies.make()
            past = waiting = 0
            if not without_history:
                heartbeats.make(now=timezone.now())
                past = history.make(now=timezone.now())
                waiting = triage.make(now=timezone.now())
                waiting += alerts.make(now=timezone.now())
        except company.SlackLacks as error:
            raise CommandError(str(error)) from error
        name = email.partition("@")[0].replace(".", " ").title()
        grant_admin(email=email, name=name, password=password)
        self.stdout.write(
            f"{len(company.TEAMS)} teams with their services and tags are there; "
            f"{past} past incidents and {waiting} by machines added; "
            f"{email} may log in."
        )
