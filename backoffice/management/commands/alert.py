"""python manage.py alert: post an alert as a monitoring tool would, over HTTP."""

import json
import os
from argparse import ArgumentParser
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backoffice.management.commands.replay import found_service
from incidents.catalog import service_keys

SECONDS = 10
# Exit codes beside 0: refused by Muster, wrong arguments, not reached.
REFUSED, USAGE, UNREACHED = 1, 2, 3


class Command(BaseCommand):
    help = (
        "Post an alert over HTTP with the service's key, or with $MUSTER_KEY. Exits "
        "with 1 when it is refused, 2 for wrong arguments, 3 when Muster is not "
        "reached."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("title", help="in a few words: what is wrong")
        parser.add_argument("--service", help="the service's short name (slug)")
        parser.add_argument("--severity", help="such as critical, P2 or SEV3")
        parser.add_argument("--body", help="what else is known")
        parser.add_argument(
            "--dedup-key", help="alerts with the same one are one alert"
        )
        parser.add_argument(
            "--group-key", help="alerts with the same one: one incident"
        )
        parser.add_argument("--tag", action="append", dest="tags", metavar="TAG")
        parser.add_argument("--label", action="append", metavar="NAME=VALUE")
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument("--resolve", action="store_true", help="it is over")
        asked.add_argument("--acknowledge", action="store_true", help="it is seen to")
        parser.add_argument("--url", help="Muster's address; PUBLIC_URL otherwise")

    def handle(self, *_: Any, **options: Any) -> None:
        key = _key(options["service"])
        url = (options["url"] or settings.PUBLIC_URL).rstrip("/") + "/api/v1/alerts"
        answer = _post(url, key, _alert(options))
        if answer.status_code != httpx.codes.ACCEPTED:
            raise CommandError(
                f"Muster refused it ({answer.status_code}): {_reason(answer)}",
                returncode=REFUSED,
            )
        number = answer.json().get("id")
        self.stdout.write(f"Accepted as #{number}.")


def _key(service: str | None) -> str:
    """The key in the environment, else the newest one of the service."""
    given = os.environ.get("MUSTER_KEY", "").strip()
    if given:
        return given
    if not service:
        raise CommandError("Say --service, or set MUSTER_KEY.", returncode=USAGE)
    found = found_service(service)
    key = service_keys.newest(service=found, now=timezone.now())
    if key is None:
        raise CommandError(
            f"{found} has no key that works: regenerate it in the back-office.",
            returncode=USAGE,
        )
    return service_keys.secret_of(key)


def _alert(options: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "severity", "body", "dedup_key", "group_key", "tags")
    alert = {name: options[name] for name in names if options[name]}
    if options["label"]:
        alert["labels"] = dict(_label(text) for text in options["label"])
    if options["resolve"]:
        alert["action"] = "resolve"
    if options["acknowledge"]:
        alert["action"] = "acknowledge"
    return alert


def _label(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise CommandError(f"--label: “{text}” is not name=value.", returncode=USAGE)
    return name, value


def _post(url: str, key: str, alert: dict[str, Any]) -> httpx.Response:
    try:
        return httpx.post(
            url,
            content=json.dumps(alert).encode(),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
            },
            timeout=SECONDS,
        )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
        raise CommandError(
            f"Muster is not reached at {url}: {error}.", returncode=UNREACHED
        ) from None


def _reason(answer: httpx.Response) -> str:
    """Of a problem document (RFC 9457), or the start of whatever came."""
    try:
        told = answer.json()
        return str(told.get("detail") or told.get("title") or told)
    except (ValueError, AttributeError):
        return " ".join(answer.text.split())[:200] or "it does not say why"
