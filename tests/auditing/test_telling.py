"""What admins read of troubles, in Slack and by e-mail, and the ping outside."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone
from pytest_django import Settings

from bot.messages.audit import audit
from bot.messages.gaps import gap_message
from incidents.auditing.models import Audit, Trouble
from incidents.oncall.models import Gap, Schedule
from incidents.outbox.models import Effect
from incidents.people.models import Person
from integrations.deadman.auditor import Auditor
from integrations.deadman.ping import ping
from integrations.email.audit import composed
from integrations.email.gap import composed as gap_mail
from tests.auditing.conftest import Watch
from tests.bot.facts import NOW

NASTY = "<!channel> & `x` *b* "


def trouble(**more: object) -> Trouble:
    fields = {"kind": "x", "text": (NASTY * 20)[:300], "is_grave": True}
    return Trouble(**fields | {"found_at": NOW, "seen_at": NOW} | more)


def test_the_longest_message_fits_into_slack_and_marks_nothing_up() -> None:
    message = audit([trouble() for _ in range(40)])
    texts = [block["text"]["text"] for block in message.blocks if "text" in block]
    assert all(len(text) <= 3_000 for text in texts)
    assert "<!channel>" not in str(message.blocks)
    assert "and 32 more" in texts[-1]
    assert "does not work as it should" in message.text


def test_what_is_over_is_said_to_be() -> None:
    message = audit([trouble(text="No worker.", ended_at=NOW)])
    assert "This is over" in message.text
    assert "Over: No worker." in str(message.blocks)


def test_what_is_not_grave_sounds_calmer() -> None:
    assert "asks you to look" in audit([trouble(is_grave=False)]).text


def test_the_e_mail_says_the_same_and_escapes_it() -> None:
    ada = Person(pk=1, name="Ada", email="ada@example.com")
    mail = composed([trouble()], ada, address="ada@example.com", effect=7)
    assert mail.subject == "[Muster] Muster does not work as it should"
    assert mail.headers["Message-ID"].startswith("<audit-7@")
    assert "<!channel>" not in mail.html
    assert "found at 2026-03-01 03:42 UTC" in mail.text


def test_a_gap_is_told_in_both_ways() -> None:
    schedule = Schedule(name=(NASTY * 9)[:80], slug="s", timezone="UTC")
    gap = Gap(pk=1, schedule=schedule, position=1, starts_at=NOW, reason=NASTY * 14)
    message = gap_message(gap)
    assert "<!channel>" not in str(message.blocks)
    assert "with no end in sight" in str(message.blocks)
    ada = Person(pk=1, name="Ada", email="ada@example.com", timezone="Asia/Tokyo")
    mail = gap_mail(gap, ada, address="ada@example.com")
    assert "12:42 on 1 March 2026 (Asia/Tokyo)" in mail.text
    assert "<!channel>" not in mail.html


class Outside(HTTPServer):
    """Where the ping goes; `status` is what it answers."""

    status = 200
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: Outside

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.path} {self.headers['Host']}")
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def outside(settings: Settings) -> Iterator[Outside]:
    server = Outside(("127.0.0.1", 0), _Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DEADMAN_URL = f"http://127.0.0.1:{server.server_port}/secret"
    settings.DEADMAN_INSIDE = ["127.0.0.1"]
    yield server
    server.shutdown()
    server.server_close()


def test_a_ping_asks_once_and_follows_no_redirect(outside: Outside) -> None:
    assert ping() == ""
    outside.status = 302
    assert ping() == "DEADMAN_URL answered 302."
    assert outside.asked == [f"/secret 127.0.0.1:{outside.server_port}"] * 2


@pytest.mark.usefixtures("outside")
def test_a_ping_goes_nowhere_inside_unless_that_is_named(settings: Settings) -> None:
    settings.DEADMAN_INSIDE = []
    assert "DEADMAN_URL is not https" in ping()
    settings.DEADMAN_URL = "https://10.0.0.1/secret"
    assert "internal network" in ping()
    assert "secret" not in ping()


def test_an_address_that_is_not_there_is_told_without_its_secret(
    outside: Outside,
) -> None:
    outside.shutdown()
    outside.server_close()
    assert ping() == "DEADMAN_URL did not answer (ConnectError)."


def test_a_process_pings_once_while_all_is_well_and_keeps_the_answer(
    watch: Watch, outside: Outside
) -> None:
    Effect.objects.update(status="done")
    watch.passes()
    Audit.objects.update(pinged_at=None, looked_at=None)
    auditor = Auditor(clock=lambda: watch.now)
    auditor.look()
    ended(auditor)
    auditor.look()  # too soon for another
    assert len(outside.asked) == 1
    again(auditor)
    assert (Audit.objects.get().answered_at or NOW) <= timezone.now()
    assert Audit.objects.get().ping_error == ""
    assert len(outside.asked) == 1


def test_nobody_is_pinged_while_something_grave_lasts(
    watch: Watch, outside: Outside
) -> None:
    Effect.objects.update(status="done")
    watch.escalation.fires()
    Effect.objects.update(status="done")
    watch.passes(minutes=6)
    Audit.objects.update(pinged_at=None, looked_at=None)
    auditor = Auditor(clock=lambda: watch.now)
    auditor.look()
    ended(auditor)
    assert outside.asked == []


def ended(auditor: Auditor) -> None:
    if auditor._pinging is not None:
        auditor._pinging.join()


def again(auditor: Auditor) -> None:
    auditor._looked -= 60
    auditor.look()
