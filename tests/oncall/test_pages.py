"""The page of who is on call, and calendars that read shifts."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from incidents.oncall import asking, feeds, overriding
from incidents.oncall.models import Leave, Schedule
from incidents.people.models import Person
from incidents.people.services import grant_admin
from tests.oncall.conftest import WEEK, Make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def events(client: Client, token: str) -> list[tuple[str, str, datetime]]:
    """UID, title and start of each event."""
    answer = client.get(f"/calendars/{token}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    return [
        (str(each["uid"]), str(each["summary"]), each.decoded("dtstart"))
        for each in found.walk("VEVENT")
    ]


def test_the_page_says_who_is_on_call_and_who_is_next_to_anybody_logged_in(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben, starts_at=LONG_AGO)
    text = browser(ben).get("/oncall/").text
    assert "Payments on call" in text
    assert "then" in text
    assert "layer “Weekly”" in text
    assert Client().get("/oncall/")["Location"].startswith("/login/")


def test_a_gap_is_named_nobody(schedule: Schedule, layer: Make, ada: Person) -> None:
    now = timezone.now()
    layer(ada, starts_at=LONG_AGO)
    Leave.objects.create(
        person=ada, starts_at=now - HOUR, ends_at=now + 2 * WEEK, reason="Holiday <b>"
    )
    text = browser(ada).get("/oncall/").text
    assert "Nobody" in text
    assert "Ada is away (Holiday &lt;b&gt;), and nobody stands below" in text


@pytest.mark.parametrize("week", ["2026-03-29", "2026-10-25", "nonsense", "0001-01-01"])
def test_any_week_can_be_looked_at_in_the_readers_zone(
    schedule: Schedule, layer: Make, ada: Person, week: str
) -> None:
    layer(ada, starts_at=LONG_AGO)
    ada.timezone = "Europe/London"
    ada.save()
    answer = browser(ada).get("/oncall/", {"week": week})
    assert answer.status_code == 200
    assert "Times are in Europe/London" in answer.text


def test_the_page_is_not_sent_again_while_nothing_changed(
    schedule: Schedule, layer: Make, ada: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    client = browser(ada)
    with time_machine.travel(timezone.now(), tick=False):  # the line of now moves
        tag = client.get("/oncall/")["ETag"]
        again = client.get("/oncall/", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_a_calendar_is_read_by_its_secret_address_alone(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben, starts_at=LONG_AGO)
    client = browser(ben)
    assert "/calendars/" in client.get("/oncall/").text
    address = client.post(f"/oncall/{schedule.pk}/reveal/").json()["key"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert token not in client.get("/oncall/").text
    found = events(Client(), token)
    assert {title for _, title, _ in found} == {
        "Ada: Payments on call (primary)",
        "Ben: Payments on call (primary)",
    }
    assert all(start.utcoffset() == timedelta(0) for *_, start in found)
    assert Client().get(f"/calendars/{token[:-1]}.ics").status_code == 404
    assert LogEntry.objects.get().change_message == (
        "Revealed the address of its calendar"
    )


def test_events_keep_their_uids_and_what_is_cancelled_vanishes(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    now = timezone.now().replace(microsecond=0)
    token = feeds.person_token(person=ben)
    assert events(Client(), token) == []
    made = overriding.override(
        schedule=schedule,
        person=ben,
        starts_at=now + HOUR,
        ends_at=now + 2 * HOUR,
        by=ben,
        now=now,
    )
    first = events(Client(), token)
    assert [(title, start) for _, title, start in first] == [
        ("On call: Payments on call (primary)", now + HOUR)
    ]
    assert events(Client(), token) == first
    overriding.cancel_override(override_id=made.pk, by=ben, now=now)
    assert events(Client(), token) == []


def test_a_new_address_ends_the_old_one(schedule: Schedule, ada: Person) -> None:
    client = browser(ada)
    token = feeds.person_token(person=ada)
    client.post("/oncall/mine/renew/")
    assert Client().get(f"/calendars/{token}.ics").status_code == 404
    assert events(Client(), feeds.person_token(person=ada)) == []


def test_only_an_admin_gives_a_schedules_calendar_another_address(
    schedule: Schedule, ada: Person
) -> None:
    token = feeds.schedule_token(schedule=schedule)
    assert browser(ada).post(f"/oncall/{schedule.pk}/renew/").status_code == 403
    assert events(Client(), token) == []
    boss = grant_admin(email="boss@brightwater.example", name="Boss", password="x" * 20)
    browser(boss).post(f"/oncall/{schedule.pk}/renew/")
    assert Client().get(f"/calendars/{token}.ics").status_code == 404


def test_somebody_who_left_reads_no_shifts_any_more(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    token = feeds.person_token(person=ada)
    assert len(events(Client(), token)) == 1
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert Client().get(f"/calendars/{token}.ics").status_code == 404


def test_an_accepted_cover_is_in_both_calendars(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    now = timezone.now().replace(microsecond=0)
    request = asking.ask_cover(
        schedule=schedule,
        position=1,
        asked=ben,
        starts_at=now + HOUR,
        ends_at=now + 2 * HOUR,
        by=ada,
        now=now,
    )
    asking.accept(request_id=request.pk, by=ben, now=now)
    starts = [start for *_, start in events(Client(), feeds.person_token(person=ben))]
    assert starts == [now + HOUR]
    assert len(events(Client(), feeds.person_token(person=ada))) == 2
