"""Several incidents for one phone: told together, and none of them lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from incidents.contacts import services as contacts
from incidents.contacts.models import Importance, Way
from incidents.contacts.values import Rule
from incidents.escalation import pages
from incidents.escalation.models import Page
from incidents.outbox.models import Effect
from incidents.outbox.values import Claim, ProviderError
from incidents.people.models import Person
from incidents.record.models import Entry, Incident
from incidents.response import paging, texting, verbs
from integrations.paging import wording
from tests.bot.conftest import Company, company
from tests.escalation.conftest import claim_of

__all__ = ["company"]
pytestmark = pytest.mark.django_db
NUMBER = "+447700900101"
ROUNDS = 8


@pytest.fixture
def ada(company: Company) -> Person:
    """She is called, and written to a while later."""
    ada = company.people["Ada"]
    ada.methods.create(
        kind="phone", address=NUMBER, label="mobile", verified_at=timezone.now()
    )
    rules = [Rule(Way.CALL, timedelta()), Rule(Way.SMS, timedelta(hours=1))]
    for importance in Importance:
        contacts.set_rules(person=ada, importance=importance, rules=rules, by=None)
    return ada


class Phone:
    """Ada's, on a clock that a test moves."""

    def __init__(self, company: Company) -> None:
        self.company, self.now = company, timezone.now()

    def pages(self, title: str, severity: str = "SEV3") -> Page:
        """Ben pages her for a new incident; it is to be sent, and not sent yet."""
        incident = self.company.declares("Ben", title=title, severity=severity)
        Incident.objects.filter(pk=incident.pk).update(
            acknowledged_at=None, acknowledged_by=None
        )
        return self.again(incident)

    def again(self, incident: Incident) -> Page:
        paging.page(
            incident=incident,
            by=self.company.people["Ben"],
            now=self.now,
            people=[self.company.people["Ada"]],
        )
        return Page.objects.filter(way=Way.CALL).latest("pk")

    def tries(self, page: Page, **more: Any) -> str:
        """What a worker would say, or why it does not."""
        claim: Claim = claim_of(page, **more)
        try:
            found = pages.sendable(page.pk, claim=claim, now=self.now)
        except ProviderError as held:
            return f"held {held.retry_after:.0f} s"
        return wording.spoken(found) if found else ""

    def places(self, page: Page, **more: Any) -> str:
        said = self.tries(page, **more)
        pages.sent(page.pk, engine="twilio", vendor_id=f"CA{page.pk}", now=self.now)
        return said

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def ends(self, page: Page, status: str) -> None:
        pages.report(page.pk, status=status, code=status, sequence=5, now=self.now)


@pytest.fixture
def phone(company: Company, ada: Person) -> Phone:
    return Phone(company)


def statuses(*found: Page) -> list[str]:
    rows = Page.objects.in_bulk([each.pk for each in found])
    return [rows[each.pk].status for each in found]


def test_the_first_rings_at_once_and_later_ones_ring_together_worst_first(
    phone: Phone,
) -> None:
    first = phone.pages("Checkout is down", "SEV2")
    assert "Checkout is down" in phone.places(first)
    phone.later(10)
    disk = phone.pages("Disk full", "SEV4")
    phone.later(20)
    load = phone.pages("Load is high", "SEV3")
    assert phone.tries(disk) == "held 90 s"
    assert phone.tries(load) == "held 90 s"
    phone.later(90)
    said = phone.places(disk)
    assert said.startswith("Muster calls Ada. 2 incidents. Incident")
    assert said.index("Load is high") < said.index("Disk full")
    assert phone.tries(load) == ""
    assert statuses(first, disk, load) == ["sent", "sent", "sent"]


def test_who_waits_and_who_is_told_together_is_on_each_timeline(phone: Phone) -> None:
    phone.places(phone.pages("Checkout is down"))
    second = phone.pages("Disk full")
    third = phone.pages("Load")
    phone.tries(second)
    phone.tries(second)
    phone.tries(third)
    phone.later(120)
    phone.places(second)
    for each in (second, third):
        lines = list(
            Entry.objects.filter(incident=each.incident).values_list("text", flat=True)
        )
        (waits,) = [line for line in lines if "waits 2 min" in line]
        assert waits.startswith("The phone call to Ada waits")
        assert "The phone call to Ada tells of 2 incidents together" in lines


def test_what_is_more_severe_rings_at_once_and_takes_along_what_waits(
    phone: Phone,
) -> None:
    phone.places(phone.pages("Disk full", "SEV3"))
    waits = phone.pages("Load", "SEV3")
    assert phone.tries(waits).startswith("held")
    said = phone.tries(phone.pages("Checkout is down", "SEV1"))
    assert "severity one. Checkout is down." in said
    assert "Load" in said


def test_an_incident_that_was_told_insists_without_waiting(phone: Phone) -> None:
    first = phone.pages("Disk full")
    phone.places(first)
    assert first.incident is not None
    assert "Disk full" in phone.tries(phone.again(first.incident))


def test_another_phone_another_way_and_another_moment_do_not_wait(
    phone: Phone, company: Company
) -> None:
    phone.places(phone.pages("Disk full"))
    second = phone.pages("Load")
    sms = Page.objects.filter(incident=second.incident, way=Way.SMS).get()
    Page.objects.filter(pk=sms.pk).update(status="queued")
    Effect.objects.create(
        kind="page", key=f"page:{sms.pk}", subject="x", args={"page": sms.pk}
    )
    assert "Load" in phone.tries(sms)
    phone.later(121)
    assert "Load" in phone.tries(second)


def test_without_a_time_for_it_nothing_waits(phone: Phone, settings: Settings) -> None:
    settings.BUNDLE_SECONDS = 0.0
    phone.places(phone.pages("Disk full"))
    assert "Load" in phone.tries(phone.pages("Load"))


def bundle(phone: Phone, *titles: str) -> list[Page]:
    """Placed in one call; the first page of them leads it."""
    found = [phone.pages(title) for title in titles]
    phone.places(found[0])
    return found


@pytest.mark.parametrize("status", ["busy", "no_answer", "voicemail", "failed"])
def test_a_call_that_reaches_nobody_leads_each_of_them_to_its_next_way(
    phone: Phone, status: str
) -> None:
    found = bundle(phone, "Disk full", "Load", "Queue")
    phone.ends(found[0], status)
    assert statuses(*found) == [status] * 3
    paging.advance(phone.now)
    sms = Page.objects.filter(way=Way.SMS, status="queued")
    assert {each.incident_id for each in sms} == {each.incident_id for each in found}


def test_a_call_that_cannot_be_placed_leads_each_of_them_to_its_next_way(
    phone: Phone,
) -> None:
    first, second = phone.pages("Disk full"), phone.pages("Load")
    phone.tries(first)
    pages.failed(first.pk, code="not_sent", text="It failed", now=phone.now)
    assert statuses(first, second) == ["failed", "failed"]
    paging.advance(phone.now)
    assert Page.objects.filter(way=Way.SMS, status="queued").count() == 2


def acknowledge(phone: Phone, page: Page, who: str = "Grace") -> None:
    assert page.incident is not None
    paging.acknowledge(
        incident=page.incident, by=phone.company.people[who], now=phone.now
    )


def test_what_was_to_be_told_by_a_page_that_nobody_needs_any_more_goes_by_itself(
    phone: Phone,
) -> None:
    first, second = phone.pages("Disk full"), phone.pages("Load")
    phone.tries(first)
    assert phone.tries(second) == "held 15 s"
    Page.objects.filter(pk=first.pk).update(status="cancelled")
    phone.later(15)
    assert "Load" in phone.places(second)


def test_a_call_rings_on_for_those_that_nobody_has_and_stops_after_the_last(
    phone: Phone, settings: Settings
) -> None:
    found = [phone.pages("Disk full"), phone.pages("Load")]
    phone.places(found[0])
    resolve(phone, found[0])
    assert not Effect.objects.filter(kind="page.cancel").exists()
    resolve(phone, found[1])
    taken = Effect.objects.get(kind="page.cancel")
    assert taken.args["vendor_id"] == f"CA{found[0].pk}"


def resolve(phone: Phone, page: Page) -> None:
    assert page.incident is not None
    verbs.resolve(incident=page.incident, by=phone.company.people["Ben"], now=phone.now)


def test_a_page_that_went_too_late_for_its_own_incident_still_rings_for_the_others(
    phone: Phone,
) -> None:
    found = [phone.pages("Disk full"), phone.pages("Load")]
    phone.tries(found[0])
    resolve(phone, found[0])
    assert pages.sent(found[0].pk, engine="twilio", vendor_id="CA1", now=phone.now)
    phone.ends(found[0], "busy")
    assert statuses(found[1]) == ["busy"]


def test_key_1_acknowledges_all_that_were_told(phone: Phone) -> None:
    found = bundle(phone, "Disk full", "Load", "Queue")
    said = paging.answer(page_id=found[0].pk, digit="1", now=phone.now)
    assert said.text.startswith("Acknowledged. 3 incidents are yours: INC-")
    assert statuses(*found) == ["acknowledged"] * 3
    open_ = Incident.objects.filter(pk__in=[each.incident_id for each in found])
    assert {each.acknowledged_by for each in open_} == {phone.company.people["Ada"]}


def test_several_incidents_are_not_resolved_by_one_key(phone: Phone) -> None:
    found = bundle(phone, "Disk full", "Load")
    for digit in ("2", "4"):
        said = paging.answer(page_id=found[0].pk, digit=digit, now=phone.now)
        assert said.again
    assert Incident.objects.filter(status="resolved").count() == 0


def test_an_attempt_in_doubt_says_what_it_said_before(phone: Phone) -> None:
    first = phone.pages("Disk full")
    before = phone.tries(first)
    phone.pages("Load")
    assert phone.tries(first, in_doubt=True) == before


def test_an_sms_names_the_worst_first_and_ack_all_takes_them(phone: Phone) -> None:
    found = [phone.pages(f"Trouble {number}", "SEV3") for number in range(5)]
    Page.objects.update(way=Way.SMS)
    out = pages.sendable(found[2].pk, claim=claim_of(found[2]), now=phone.now)
    assert out is not None
    text = wording.written(out)
    assert text.startswith("5 incidents: INC-")
    assert "; and 1 more. Reply ACK ALL, or ACK " in text
    pages.sent(found[2].pk, engine="twilio", vendor_id="SM1", now=phone.now)
    assert "Acknowledged by you: INC-" in texting.reply(
        sender=NUMBER, text="ack all", now=phone.now
    )
    assert not Incident.objects.filter(acknowledged_at=None).exists()
    refused = texting.reply(sender=NUMBER, text="RES ALL", now=phone.now)
    assert "one by one" in refused


def test_a_minute_of_many_incidents_is_two_calls_and_misses_none(phone: Phone) -> None:
    began: datetime = phone.now
    waiting = [phone.pages("Trouble 0")]
    phone.places(waiting[0])
    told = {waiting[0].incident_id}
    for number in range(1, 30):
        phone.later(2)
        waiting.append(phone.pages(f"Trouble {number}"))
    phone.now = began + timedelta(seconds=120)
    calls = 1
    while Page.objects.filter(way=Way.CALL, status="queued").exists():
        for page in Page.objects.filter(way=Way.CALL, status="queued"):
            if phone.tries(page).startswith("Muster"):
                calls += 1
                pages.sent(page.pk, engine="twilio", vendor_id="x", now=phone.now)
                page.refresh_from_db()
                told |= {page.incident_id, *page.bundled}
        phone.later(120)
    assert told == {each.incident_id for each in waiting}
    assert calls == 3  # the first, 21 together, and 8 more two minutes later


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_rings_and_tells_what_the_other_had(
    phone: Phone,
) -> None:
    def work(page: Page) -> str:
        try:
            return phone.tries(page)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            found = [phone.pages("Disk full"), phone.pages("Load")]
            said = sorted(pool.map(work, found))
            assert [each.split()[0] for each in said] == ["Muster", "held"]
            for page in found:
                phone.places(page)
            phone.later(121)
