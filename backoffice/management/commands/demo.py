"""The command `manage.py demo`, as `manage.py help` lists it.

manage.py runs it before Django loads its settings; this is for who has settings.
"""

import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backoffice.local import demo


class Command(BaseCommand):
    help = "Run all of Muster here, with a small Slack to try it in."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *_: Any, arguments: list[str], **__: Any) -> None:
        sys.exit(demo.main(arguments))
