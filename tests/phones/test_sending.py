"""Pages as the worker sends them, against the sandbox's Twilio, and its webhooks."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings
from twilio.request_validator import RequestValidator

from incidents.contacts import services as contacts
from incidents.contacts.models import Importance, Way
from incidents.contacts.values import Rule
from incidents.escalation.models import Page
from incidents.outbox import claims
from incidents.outbox.models import Effect, Throttle
from incidents.record.models import Entry, Incident
from incidents.response import paging, verbs
from integrations.paging import tokens
from tasks import delivery, handlers
from tests.bot.conftest import Company, company
from tests.sandbox_process import Sandbox, eventually

__all__ = ["company"]
pytestmark = pytest.mark.django_db
ADA = "+447700900101"
Json = dict[str, object]


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(smtp=True) as server:
        yield server


@pytest.fixture(autouse=True)
def twilio(server: Sandbox, settings: Settings) -> Sandbox:
    server.reset()
    server.put("/_sandbox/settings", {"speech_ms": 0, "calls_per_second": 0})
    settings.TWILIO_API_URL = server.url
    settings.TWILIO_ACCOUNT_SID = server.twilio_sid
    settings.TWILIO_AUTH_TOKEN = server.twilio_token
    settings.TWILIO_FROM = server.twilio_number
    settings.TWILIO_CALLS_PER_SECOND = 0
    settings.CALL_TIMEOUT_SECONDS = 1.0
    settings.RETRY_SECONDS = 0.0
    return server


@pytest.fixture
def incident(company: Company) -> Incident:
    """Ada is reached by a call alone."""
    ada = company.people["Ada"]
    ada.methods.create(
        kind="phone", address=ADA, label="mobile", verified_at=timezone.now()
    )
    for importance in Importance:
        contacts.set_rules(
            person=ada,
            importance=importance,
            rules=[Rule(Way.CALL, timedelta())],
            by=None,
        )
    made = company.declares("Ben", title="Checkout is down", severity="SEV2")
    made.acknowledged_at = made.acknowledged_by = None
    made.save()
    return made


def page(company: Company, incident: Incident) -> Page:
    paging.page(
        incident=incident,
        by=company.people["Ben"],
        now=timezone.now(),
        people=[company.people["Ada"]],
    )
    return Page.objects.latest("pk")


def work(times: int = 1) -> None:
    """What a worker does with what is due of the queue "page"."""
    for _ in range(times):
        for claim in claims.claim(
            queues=["page"], kinds=handlers.kinds(), limit=20, lease=30.0
        ):
            # Inside the transaction of a test: its connection is not to be closed.
            delivery._deliver(claim)


def calls(server: Sandbox, status: str = "") -> list[Json]:
    placed = server.get("/_sandbox/phones")["calls"]
    return [c for c in placed if c["to"] == ADA and status in {"", c["status"]}]


def timeline() -> str:
    return "\n".join(Entry.objects.values_list("text", flat=True))


def signed(server: Sandbox, path: str, **form: str) -> HttpResponse:
    """POST to a webhook as Twilio would."""
    form = {"AccountSid": server.twilio_sid, **form}
    url = f"http://127.0.0.1:8000{path}"
    signature = RequestValidator(server.twilio_token).compute_signature(url, form)
    return send(path, form, signature)


def send(path: str, form: dict[str, str], signature: str) -> HttpResponse:
    headers = {"X-Twilio-Signature": signature}
    return cast("HttpResponse", Browser().post(path, form, headers=headers))


def pressed(server: Sandbox, number: int, digit: str, step: int = 1) -> HttpResponse:
    path = f"/twilio/voice/{tokens.token(number)}/key/{step}/0"
    return signed(server, path, CallSid="CA1", Digits=digit)


def report(
    server: Sandbox, number: int, status: str, sequence: int, **more: str
) -> HttpResponse:
    path = f"/twilio/status/{tokens.token(number)}"
    return signed(
        server,
        path,
        CallSid="CA1",
        CallStatus=status,
        SequenceNumber=str(sequence),
        **more,
    )


def test_a_page_is_a_call_with_the_house_as_who_to_ask(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    made = page(company, incident)
    work()
    (placed,) = calls(server)
    made.refresh_from_db()
    assert (made.status, made.vendor_id) == ("sent", placed["sid"])
    (asked,) = server.get("/_sandbox/calls?method=twilio:calls.create")["calls"]
    assert asked["args"]["To"] == ADA
    assert urlsplit(asked["args"]["Url"]).path.startswith("/twilio/voice/")
    assert asked["args"]["AsyncAmd"] == "true"


def test_the_phone_says_who_what_and_where_and_takes_key_1(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    made = page(company, incident)
    path = f"/twilio/voice/{tokens.token(made.pk)}"
    said = signed(server, path, CallSid="CA1").content.decode()
    for text in ("Muster calls Ada", "Checkout is down", "severity two", "Press 1"):
        assert text in said
    answer = pressed(server, made.pk, "1").content.decode()
    assert f"{incident.reference} is yours" in answer
    incident.refresh_from_db()
    assert incident.acknowledged_by == company.people["Ada"]
    assert "Acknowledged by Ada" in timeline()


def test_a_wrong_key_asks_again(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    made = page(company, incident)
    answer = pressed(server, made.pk, "7").content.decode()
    assert "none of the keys" in answer
    assert "<Gather" in answer
    incident.refresh_from_db()
    assert incident.acknowledged_at is None


@pytest.mark.parametrize("error", ["21211", "21214", "21215", "21219"])
def test_what_twilio_refuses_is_a_failed_page_without_a_number(
    company: Company, incident: Incident, server: Sandbox, error: str
) -> None:
    server.fault("twilio:calls.create", "error", error=error)
    made = page(company, incident)
    work()
    made.refresh_from_db()
    assert (made.status, made.code) == ("failed", "not_sent")
    assert error in timeline()
    assert ADA not in timeline()


@pytest.mark.parametrize("kind", ["503", "429", "500"])
def test_an_outage_ends_in_the_next_way_after_four_tries(
    company: Company, incident: Incident, server: Sandbox, kind: str
) -> None:
    server.fault("twilio:calls.create", kind, times=None)
    ada = company.people["Ada"]
    rules = [Rule(Way.CALL, timedelta()), Rule(Way.SMS, timedelta(minutes=5))]
    contacts.set_rules(person=ada, importance=Importance.IMPORTANT, rules=rules, by=ada)
    page(company, incident)
    work(times=4)
    made = Page.objects.get(way=Way.CALL)
    assert made.status == "failed"
    paging.advance(timezone.now())
    work()
    eventually(lambda: server.get("/_sandbox/phones")["messages"])
    (sms,) = server.get("/_sandbox/phones")["messages"]
    assert f"Reply ACK {incident.pk}" in sms["text"]


@pytest.mark.parametrize("kind", ["drop_after", "hang_after"])
def test_a_lost_answer_is_looked_up_before_it_rings_again(
    company: Company, incident: Incident, server: Sandbox, kind: str
) -> None:
    server.fault("twilio:calls.create", kind)
    made = page(company, incident)
    work(times=2)
    (placed,) = calls(server)
    made.refresh_from_db()
    assert (made.vendor_id, made.is_extra) == (placed["sid"], True)


def test_a_lost_request_is_sent_again(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    server.fault("twilio:calls.create", "drop")
    page(company, incident)
    work(times=2)
    assert len(calls(server)) == 1


def test_a_call_of_somebody_elses_page_is_not_taken_for_this_one(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    first = page(company, incident)
    work()
    server.fault("twilio:calls.create", "drop")
    second = page(company, incident)
    work(times=2)
    first.refresh_from_db()
    second.refresh_from_db()
    assert len({first.vendor_id, second.vendor_id, ""}) == 3


def test_who_has_acknowledged_is_not_rung_and_a_ringing_phone_stops(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    page(company, incident)
    work()
    eventually(lambda: calls(server, "ringing"))
    paging.page(
        incident=incident,
        by=company.people["Ben"],
        now=timezone.now(),
        people=[company.people["Ada"]],
    )
    from_slack = company.people["Ben"]
    incident.refresh_from_db()
    verbs.resolve(incident=incident, by=from_slack, now=timezone.now())
    work(times=2)
    eventually(lambda: calls(server, "canceled"))
    assert len(calls(server)) == 1


def test_who_acknowledges_in_slack_has_their_own_phone_fall_silent(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    page(company, incident)
    work()
    eventually(lambda: calls(server, "ringing"))
    ada = company.people["Ada"]
    paging.acknowledge(incident=incident, by=ada, now=timezone.now())
    work()
    eventually(lambda: calls(server, "canceled"))


def test_reports_in_any_order_and_number_say_how_it_ended(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    made = page(company, incident)
    work()
    for status, sequence in (
        ("ringing", 1),
        ("busy", 3),
        ("busy", 3),
        ("initiated", 0),
        ("ringing", 1),
    ):
        assert report(server, made.pk, status, sequence).status_code == 204
    made.refresh_from_db()
    assert made.status == "busy"
    assert timeline().count("met a busy line") == 1


def test_voicemail_is_no_answer_and_completed_is_not_acknowledged(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    first = page(company, incident)
    path = f"/twilio/machine/{tokens.token(first.pk)}"
    signed(server, path, CallSid="CA1", AnsweredBy="machine_start")
    first.refresh_from_db()
    assert first.status == "voicemail"
    second = page(company, incident)
    report(server, second.pk, "completed", 3)
    second.refresh_from_db()
    assert (second.status, second.code) == ("no_answer", "completed")
    incident.refresh_from_db()
    assert incident.acknowledged_at is None


def test_silence_of_the_vendor_is_asked_about(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    made = page(company, incident)
    work()
    eventually(lambda: calls(server, "ringing"))
    server.phone("ada", "no_answer")
    eventually(lambda: calls(server, "no-answer"))
    Page.objects.filter(pk=made.pk).update(check_at=timezone.now())
    paging.advance(timezone.now())
    work()
    made.refresh_from_db()
    assert made.status == "no_answer"


def test_forged_altered_and_replayed_requests_are_refused_and_audited(
    company: Company,
    incident: Incident,
    server: Sandbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = page(company, incident)
    path = f"/twilio/voice/{tokens.token(made.pk)}/key/1/0"
    form = {"AccountSid": server.twilio_sid, "CallSid": "CA1", "Digits": "7"}
    url = f"http://127.0.0.1:8000{path}"
    good = RequestValidator(server.twilio_token).compute_signature(url, form)
    with caplog.at_level(logging.WARNING, logger="muster.audit"):
        assert send(path, form, good).status_code == 200
        assert send(path, form, good).status_code == 403
        assert send(path, {**form, "Digits": "1"}, good).status_code == 403
        assert send(path.replace("key/1", "key/2"), form, good).status_code == 403
        assert send(path, form, "").status_code == 403
        other = f"/twilio/voice/{made.pk}~forged/key/1/0"
        assert signed(server, other, Digits="1").status_code == 403
    said = [each for each in caplog.records if each.name == "muster.audit"]
    assert len(said) == 5
    incident.refresh_from_db()
    assert incident.acknowledged_at is None


def test_a_webhook_is_refused_while_there_is_no_account(
    company: Company, incident: Incident, server: Sandbox, settings: Settings
) -> None:
    made = page(company, incident)
    settings.TWILIO_AUTH_TOKEN = ""
    assert pressed(server, made.pk, "1").status_code == 403


def test_an_sms_is_answered_and_stop_is_kept(
    company: Company, incident: Incident, server: Sandbox
) -> None:
    sent = {"From": ADA, "To": server.twilio_number}
    ack = {**sent, "MessageSid": "SM1", "Body": f"ACK {incident.pk}"}
    answer = signed(server, "/twilio/sms", **ack).content.decode()
    assert f"{incident.reference} is acknowledged by you" in answer
    assert signed(server, "/twilio/sms", **ack).status_code == 403
    stop = signed(server, "/twilio/sms", **sent, MessageSid="SM2", Body="STOP")
    assert b"<Message" not in stop.content
    method = company.people["Ada"].methods.get()
    assert method.stopped_at is not None


def test_at_one_call_a_second_the_most_severe_goes_first_and_nothing_sleeps(
    company: Company, incident: Incident, server: Sandbox, settings: Settings
) -> None:
    settings.TWILIO_CALLS_PER_SECOND = 1.0
    minor, major = page(company, incident), page(company, incident)
    Effect.objects.filter(key=f"page:{major.pk}").update(priority=10)
    work()
    states = dict(Page.objects.values_list("pk", "status"))
    assert states == {minor.pk: "queued", major.pk: "sent"}
    waits = Effect.objects.get(key=f"page:{minor.pk}")
    assert waits.deferrals == 1
    assert waits.not_before > timezone.now()
    Throttle.objects.update(until=timezone.now() - timedelta(seconds=1))
    Effect.objects.filter(pk=waits.pk).update(not_before=timezone.now())
    work()
    minor.refresh_from_db()
    assert minor.status == "sent"


@pytest.mark.parametrize(("later", "goes"), [(0.5, "queued"), (30.0, "sent")])
def test_a_place_is_left_to_the_more_severe_that_comes_before_the_next(
    company: Company,
    incident: Incident,
    server: Sandbox,
    settings: Settings,
    later: float,
    goes: str,
) -> None:
    settings.TWILIO_CALLS_PER_SECOND = 1.0
    settings.BUNDLE_SECONDS = 0  # both are Ada's: else one call would tell of both
    minor, major = page(company, incident), page(company, incident)
    back = timezone.now() + timedelta(seconds=later)
    Effect.objects.filter(key=f"page:{major.pk}").update(priority=10, not_before=back)
    work()
    minor.refresh_from_db()
    assert minor.status == goes


def test_no_number_is_kept_beside_the_method_itself(
    company: Company,
    incident: Incident,
    server: Sandbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG, logger="twilio"):
        for kind in ("drop_after", "503"):
            server.fault("twilio:*", kind)
        page(company, incident)
        work(times=3)
    kept = []
    with connection.cursor() as cursor:
        for table in ("entry", "page", "effect", "receipt", "throttle"):
            cursor.execute(f"SELECT to_json(t)::text FROM incidents_{table} t")
            kept += [row[0] for row in cursor.fetchall()]
    said = json.dumps(kept) + caplog.text
    assert ADA[1:] not in said


def test_a_code_comes_by_sms(company: Company, server: Sandbox) -> None:
    method = company.people["Ada"].methods.create(kind="phone", address=ADA)
    now = timezone.now()
    contacts.send_code(method=method, by=company.people["Ada"], now=now)
    work()
    eventually(lambda: server.get("/_sandbox/phones")["messages"])
    (sms,) = server.get("/_sandbox/phones")["messages"]
    code = "".join(filter(str.isdigit, sms["text"]))[:6]
    contacts.verify(method=method, code=code, by=company.people["Ada"], now=now)
    method.refresh_from_db()
    assert method.verified_at is not None
