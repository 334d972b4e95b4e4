"""Schedules in the back-office: made, previewed, changed and ended there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.oncall import queries
from incidents.oncall.models import Layer, Leave, Override, Role, Schedule
from incidents.outbox.models import Effect
from incidents.people.models import Person, Team
from incidents.people.services import grant_admin
from tests.oncall.conftest import Make

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADMIN = "/admin/incidents"


@pytest.fixture
def boss() -> Client:
    person = grant_admin(
        email="boss@brightwater.example", name="Boss", password="x" * 20
    )
    client = Client()
    client.force_login(person)
    return client


def when(name: str, at: datetime) -> dict[str, str]:
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


def layer_form(schedule: Schedule, *people: Person, **fields: str) -> dict[str, str]:
    form = {
        "schedule": str(schedule.pk),
        "name": "Weekly",
        "position": "1",
        "rank": "50",
        "rotation": "weekly",
        "length": "1",
        **when("starts_at", LONG_AGO),
        "ends_at_0": "",
        "ends_at_1": "",
        "members-TOTAL_FORMS": str(len(people)),
        "members-INITIAL_FORMS": "0",
        "restrictions-TOTAL_FORMS": "0",
        "restrictions-INITIAL_FORMS": "0",
    }
    for number, person in enumerate(people):
        form |= {
            f"members-{number}-rank": str(number),
            f"members-{number}-person": str(person.pk),
        }
    return form | fields


def pressed(client: Client, name: str, row: int) -> None:
    """Press a button, and confirm its dialog."""
    url = reverse(f"admin:incidents_{name}", args=[row])
    client.post(url, {"_form_submitted": "on"})


def holders(schedule: Schedule) -> list[str]:
    found = queries.holders([schedule.pk], timezone.now())[schedule.pk]
    return [each.name for each in found]


def test_a_schedule_is_made_and_a_wrong_zone_is_told_beside_its_field(
    boss: Client, payments: Team
) -> None:
    form = {"name": "Nights", "team": str(payments.pk), "timezone": "Europe/Londres"}
    text = boss.post(f"{ADMIN}/schedule/add/", form).text
    assert "There is no time zone “Europe/Londres”" in text
    boss.post(f"{ADMIN}/schedule/add/", form | {"timezone": "Europe/London"})
    made = Schedule.objects.get()
    assert (made.name, made.slug) == ("Nights", "nights")
    page = boss.get(f"{ADMIN}/schedule/{made.pk}/change/").text
    assert "/calendars/" in page


def test_a_layer_is_previewed_before_it_is_saved_and_nothing_is_kept_of_that(
    boss: Client, schedule: Schedule, ada: Person
) -> None:
    form = layer_form(schedule, ada)
    text = boss.post(f"{ADMIN}/layer/add/", form | {"_preview": "1"}).text
    assert "What changes in Payments on call" in text
    assert "<td>nobody</td><td>Ada</td>" in text
    assert "successfully" not in text
    assert not Layer.objects.exists()
    assert not LogEntry.objects.exists()
    assert "successfully" not in boss.get("/admin/").text

    boss.post(f"{ADMIN}/layer/add/", form | {"_save": "Save"})
    assert holders(schedule) == ["Ada"]
    (line,) = LogEntry.objects.all()
    assert line.change_message == "Made layer “Weekly”: Ada"


def test_a_preview_with_a_mistake_shows_the_form_again(
    boss: Client, schedule: Schedule, ada: Person
) -> None:
    form = layer_form(schedule, ada, length="0", _preview="1")
    text = boss.post(f"{ADMIN}/layer/add/", form).text
    assert "A turn lasts 1 to 1,000 of these." in text


def test_the_order_of_turns_and_the_hours_of_a_layer_are_kept(
    boss: Client, schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    made = layer(ada, starts_at=LONG_AGO)
    member = made.members.get()
    form = layer_form(
        schedule,
        ada,
        ben,
        **{
            "members-INITIAL_FORMS": "1",
            "members-0-id": str(member.pk),
            "members-0-layer": str(made.pk),
            "members-0-rank": "7",
            "restrictions-TOTAL_FORMS": "1",
            "restrictions-0-starts": "18:00",
            "restrictions-0-ends": "09:00",
        },
    )
    days = {"restrictions-0-weekdays": ["0", "1", "4"]}
    answer = boss.post(f"{ADMIN}/layer/{made.pk}/change/", form | days)
    assert answer.status_code == 302, answer.text
    order = made.members.order_by("rank").values_list("person__name", flat=True)
    assert list(order) == ["Ben", "Ada"]
    (hours,) = made.restrictions.all()
    assert hours.weekdays == [0, 1, 4]
    assert str(hours) == "18:00-09:00"
    page = boss.get(f"{ADMIN}/layer/{made.pk}/change/").text
    assert page.count("checked") >= 3


def test_a_layer_and_a_schedule_are_removed_by_their_buttons(
    boss: Client, schedule: Schedule, layer: Make, ada: Person
) -> None:
    made = layer(ada, starts_at=LONG_AGO)
    assert holders(schedule) == ["Ada"]
    pressed(boss, "layer_remove", made.pk)
    assert holders(schedule) == []
    pressed(boss, "schedule_remove", schedule.pk)
    assert not Schedule.objects.exists()


def test_an_override_is_made_and_ended(
    boss: Client, schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    now = timezone.now()
    form = {
        "schedule": str(schedule.pk),
        "position": "1",
        "person": str(ben.pk),
        "reason": "Concert",
        **when("starts_at", now - DAY),
        **when("ends_at", now + DAY),
    }
    text = boss.post(f"{ADMIN}/override/add/", form | {"position": "4"}).text
    assert "has no position 4" in text
    text = boss.post(f"{ADMIN}/override/add/", form | {"_preview": "1"}).text
    assert "<td>Ada</td><td>Ben</td>" in text
    assert not Override.objects.exists()
    assert not Effect.objects.exists()
    answer = boss.post(f"{ADMIN}/override/add/", form)
    assert answer.status_code == 302, answer.text
    assert holders(schedule) == ["Ben"]
    pressed(boss, "override_cancel", Override.objects.get().pk)
    assert holders(schedule) == ["Ada"]


def test_leave_is_entered_and_ended(
    boss: Client, schedule: Schedule, layer: Make, ada: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    now = timezone.now()
    form = {
        "person": str(ada.pk),
        "reason": "Holiday",
        **when("starts_at", now - DAY),
        **when("ends_at", now + DAY),
    }
    text = boss.post(f"{ADMIN}/leave/add/", form | {"_preview": "1"}).text
    assert "What changes in Payments on call" in text
    assert "<td>Ada</td><td><strong" in text
    assert not Leave.objects.exists()
    answer = boss.post(f"{ADMIN}/leave/add/", form)
    assert answer.status_code == 302, answer.text
    assert holders(schedule) == []
    change = f"{ADMIN}/leave/{Leave.objects.get().pk}/change/"
    short = form | when("ends_at", now + timedelta(hours=1)) | {"_preview": "1"}
    assert "<td>nobody</td><td>Ada</td>" in boss.post(change, short).text
    assert holders(schedule) == []
    pressed(boss, "leave_end", Leave.objects.get().pk)
    assert holders(schedule) == ["Ada"]


def test_a_role_is_filled_by_one_of_them_alone(
    boss: Client, payments: Team, schedule: Schedule, layer: Make, ada: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    form = {
        "team": str(payments.pk),
        "name": "SysAdmin Primary",
        "schedule": str(schedule.pk),
        "position": "1",
        "person": str(ada.pk),
        "contact": "",
    }
    text = boss.post(f"{ADMIN}/role/add/", form).text
    assert "Choose one: a person, a contact or a schedule" in text
    boss.post(f"{ADMIN}/role/add/", form | {"person": ""})
    assert Role.objects.get().name == "SysAdmin Primary"
    page = boss.get(f"{ADMIN}/role/").text
    assert "primary of Payments on call" in page


def test_somebodys_public_holidays_become_leave(
    boss: Client, schedule: Schedule, layer: Make, ada: Person
) -> None:
    layer(ada, starts_at=LONG_AGO)
    ada.timezone = "Europe/Berlin"
    ada.save()
    listed = reverse("admin:incidents_leave_holidays")
    form = {"_form_submitted": "on", "person": str(ada.pk), "place": "DE:BY"}
    boss.post(listed, form)
    days = Leave.objects.order_by("starts_at")
    new_year = days.get(reason="Public holiday: New Year's Day")
    begins = new_year.starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert (begins.month, begins.day, begins.hour) == (1, 1, 0)
    assert days.filter(reason="Public holiday: Epiphany").exists()
    count = days.count()
    boss.post(listed, form)
    assert days.count() == count
    held = queries.holders([schedule.pk], new_year.starts_at + timedelta(hours=5))
    assert held[schedule.pk] == ()
