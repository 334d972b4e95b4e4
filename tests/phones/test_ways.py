"""Other ways to reach somebody: e-mail, a redirect number, an engine of one's own."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from incidents import sealed
from incidents.contacts import services as contacts
from incidents.contacts.models import ContactMethod, Importance, Way
from incidents.contacts.values import Rule
from incidents.escalation.models import Page
from incidents.record.models import Incident
from integrations import engines
from tests.bot.conftest import Company
from tests.contacts.test_flextel import PIN, REDIRECT, Flextel, flextel
from tests.phones.test_sending import (
    company,
    incident,
    page,
    server,
    timeline,
    twilio,
    work,
)
from tests.sandbox_process import Sandbox, eventually

__all__ = ["company", "flextel", "incident", "server", "twilio"]
pytestmark = pytest.mark.django_db
BEHIND = "+447700900123"
PIGEONS = """
class PigeonEngine:
    name = "carrier-pigeon"
    ways = frozenset({"call", "sms"})
    flown = []

    def configured(self):
        return True

    def prove(self):
        pass

    def pace(self, way):
        return "", 0.0

    def send(self, message, to, urls):
        self.flown.append((message.facts["reference"], to))
        return f"pigeon-{len(self.flown)}"

    def find(self, message, to, *, since):
        return []

    def cancel(self, way, vendor_id):
        pass

    def check(self, way, vendor_id):
        return None
"""


def reached_by(company: Company, way: Way) -> None:
    """Ada's one rule."""
    ada = company.people["Ada"]
    for importance in Importance:
        contacts.set_rules(
            person=ada, importance=importance, rules=[Rule(way, timedelta())], by=None
        )


def test_a_page_by_e_mail_says_what_it_is_about_and_why_them(
    company: Company, incident: Incident, server: Sandbox, settings: Settings
) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.smtp_port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.smtp_port
    reached_by(company, Way.EMAIL)
    made = page(company, incident)
    work()
    (mail,) = eventually(server.mail)
    assert mail["to"] == [company.people["Ada"].email]
    assert mail["subject"] == f"[{incident.reference}] Page: Checkout is down"
    assert "SEV2" in mail["text"]
    assert "Why you: Ben paged them" in mail["text"]
    assert f"/incidents/{incident.pk}/" in mail["text"]
    made.refresh_from_db()
    assert (made.status, made.engine) == ("sent", "e-mail")


def test_the_number_behind_a_redirect_number_is_called_and_kept_nowhere(
    company: Company, incident: Incident, server: Sandbox, flextel: Flextel
) -> None:
    ada = company.people["Ada"]
    ada.methods.all().delete()
    method = contacts.add_method(
        person=ada,
        kind=ContactMethod.Kind.REDIRECT,
        address=REDIRECT,
        resolver="flextel",
        pin=PIN,
        by=None,
    )
    ContactMethod.objects.filter(pk=method.pk).update(verified_at=timezone.now())
    made = page(company, incident)
    assert flextel.asked == []
    work()
    (asked,) = flextel.asked
    assert asked["pin"] == [PIN]
    (placed,) = server.get("/_sandbox/phones")["calls"]
    made.refresh_from_db()
    assert (placed["to"], placed["sid"]) == (BEHIND, made.vendor_id)
    kept = []
    with connection.cursor() as cursor:
        for table in ("contactmethod", "entry", "page", "effect", "throttle"):
            cursor.execute(f"SELECT to_json(t)::text FROM incidents_{table} t")
            kept += [row[0] for row in cursor.fetchall()]
    said = json.dumps(kept)
    assert BEHIND[1:] not in said
    assert f'"{PIN}"' not in said


def test_a_redirect_number_that_nobody_resolves_is_a_failed_page(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    ada.methods.all().delete()
    ada.methods.create(
        kind="redirect",
        address=REDIRECT,
        resolver="nobody",
        sealed_pin=sealed.seal(PIN),
        verified_at=timezone.now(),
    )
    made = page(company, incident)
    work()
    made.refresh_from_db()
    assert (made.status, made.code) == ("failed", "no_number")
    assert REDIRECT[3:] not in timeline()


@pytest.fixture
def pigeons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that is installed, with an entry point."""
    (tmp_path / "pigeons.py").write_text(PIGEONS)
    told = tmp_path / "pigeons-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1\n")
    (told / "entry_points.txt").write_text(
        "[muster.engines]\ncarrier-pigeon = pigeons:PigeonEngine\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    engines.engines.cache_clear()
    yield
    engines.engines.cache_clear()


@pytest.mark.usefixtures("pigeons")
def test_an_engine_of_another_package_is_found_and_carries_pages(
    company: Company, incident: Incident, server: Sandbox, settings: Settings
) -> None:
    settings.VOICE_ENGINE = "carrier-pigeon"
    found = engines.serving(engines.CALL)
    assert isinstance(found, engines.Engine)
    page(company, incident)
    work()
    sent = Page.objects.get()
    assert (sent.engine, sent.vendor_id) == ("carrier-pigeon", "pigeon-1")
    assert server.get("/_sandbox/phones")["calls"] == []
