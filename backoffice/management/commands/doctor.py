"""python manage.py doctor: what is wrong here, and how to mend it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice.doctor.examination import examine
from bot.findings import Finding, Verdict


class Command(BaseCommand):
    help = "Compare this installation and its Slack app with what Muster needs."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for heading, findings in examine():
            self.stdout.write(self.style.MIGRATE_HEADING(heading))
            for finding in findings:
                self._tell(finding)
                count += finding.verdict is Verdict.BAD
        if count:
            matters = "matter" if count == 1 else "matters"
            raise CommandError(f"{count} {matters} to mend.")
        self.stdout.write("All is well.")

    def _tell(self, finding: Finding) -> None:
        self.stdout.write(f"  {finding.verdict.value:<4}{finding.text}")
        if finding.mend:
            self.stdout.write(f"      -> {finding.mend}")
