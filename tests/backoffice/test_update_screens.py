"""Severities are edited, reminders stopped and subscriptions ended by admins; an
e-mail's reader ends their own.
"""

import pytest
from django.test import Client
from django.urls import reverse

from backoffice.admin.severity import LEAST_MINUTES
from incidents.catalog.models import SeverityRule
from incidents.lifecycle import declaring, merging
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.reminders.models import Reminder
from incidents.updates import following, tokens
from incidents.updates.models import Subscription
from tests.backoffice.conftest import NOW

SAVED = {
    "update_minutes": "45",
    "reminders": "3",
    "opens_channel": "on",
    "freeze_scope": "all",
    "archive_after_days": "",
}


def page(model: str, name: str, *args: int) -> str:
    return reverse(f"admin:incidents_{model}_{name}", args=args)


def rule() -> SeverityRule:
    return SeverityRule.objects.get(severity="SEV1")


def _presses(client: Client, button: str, row: int) -> None:
    """Confirm the button's dialog."""
    url = reverse(f"admin:{button}", args=[row])
    client.post(url, {"_form_submitted": "on"})


def test_a_severity_is_edited(admin: Client) -> None:
    answer = admin.post(page("severityrule", "change", rule().pk), SAVED)
    assert answer.status_code == 302
    assert (rule().update_minutes, rule().reminders) == (45, 3)
    assert "every 45 min" in admin.get(page("severityrule", "changelist")).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("update_minutes", str(LEAST_MINUTES - 1), "Between 5 and"),
        ("update_minutes", "20000", "Between 5 and"),
        ("reminders", "21", "At most 20"),
    ],
)
def test_a_severity_that_would_flood_a_channel_is_refused(
    admin: Client, field: str, value: str, said: str
) -> None:
    answer = admin.post(
        page("severityrule", "change", rule().pk), {**SAVED, field: value}
    )
    assert said in answer.text
    assert rule().update_minutes == 30


def test_no_severity_is_added_or_deleted(admin: Client) -> None:
    assert admin.get(page("severityrule", "add")).status_code == 403
    url = page("severityrule", "delete", rule().pk)
    assert admin.post(url, {"post": "yes"}).status_code == 403


def test_a_reminder_is_stopped_and_the_timeline_says_so(
    admin: Client, incident: Incident
) -> None:
    reminder = Reminder.objects.get(incident=incident, kind="update")
    shown = admin.get(page("reminder", "change", reminder.pk)).text
    assert "Stop asking" in shown
    _presses(admin, "incidents_reminder_stop", reminder.pk)
    assert not Reminder.objects.exists()
    line = incident.entries.get(kind="reminder")
    assert line.text == "Reminders to write an update: stopped"
    assert line.by is not None
    assert line.by.email == "ada@brightwater.example"


def test_what_a_private_incident_plans_and_who_follows_it_is_hidden(
    admin: Client, secret: Incident, grace: Person
) -> None:
    following.subscribe(incident=secret, by=grace, way="dm")
    reminder, subscription = Reminder.objects.get(), Subscription.objects.get()
    for model, row in (("reminder", reminder), ("subscription", subscription)):
        listed = admin.get(page(model, "changelist")).text
        assert "Payroll" not in listed
        assert f"INC-{secret.pk}" not in listed
        seen = admin.get(page(model, "change", row.pk))
        assert seen.status_code == 302
    _presses(admin, "incidents_reminder_stop", reminder.pk)
    _presses(admin, "incidents_subscription_end", subscription.pk)
    assert Reminder.objects.exists()
    assert Subscription.objects.exists()


def test_a_subscription_is_ended(
    admin: Client, incident: Incident, grace: Person
) -> None:
    found = following.subscribe(incident=incident, by=grace, way="dm")
    assert "Grace Example" in admin.get(page("subscription", "changelist")).text
    _presses(admin, "incidents_subscription_end", found.pk)
    assert not Subscription.objects.exists()


def test_an_e_mails_reader_stops_without_a_log_in(
    client: Client, incident: Incident, grace: Person
) -> None:
    following.subscribe(incident=incident, by=grace, way="dm")
    token = tokens.make(incident_id=incident.pk, person_id=grace.pk)
    url = reverse("web:unfollow", args=[token])
    asked = client.get(url)
    assert f"Stop following {incident.reference}?" in asked.text
    assert incident.title not in asked.text
    assert Subscription.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    done = strict.post(url, {"List-Unsubscribe": "One-Click"})
    assert "You no longer follow" in done.text
    assert not Subscription.objects.exists()
    assert "You no longer follow" in strict.post(url).text


def test_the_link_of_what_was_merged_ends_following_what_goes_on(
    client: Client, incident: Incident, grace: Person
) -> None:
    declaration = Declaration(title="The same again")
    other = declaring.declare(declaration=declaration, by=grace, now=NOW)
    following.subscribe(incident=incident, by=grace, way="dm")
    merging.merge(incident=incident, into=other, by=grace, now=NOW)
    assert Subscription.objects.get().incident == other
    token = tokens.make(incident_id=incident.pk, person_id=grace.pk)
    client.post(reverse("web:unfollow", args=[token]))
    assert not Subscription.objects.exists()


def test_a_link_that_was_not_made_here_ends_nothing(
    client: Client, incident: Incident, grace: Person
) -> None:
    following.subscribe(incident=incident, by=grace, way="dm")
    token = tokens.make(incident_id=incident.pk, person_id=grace.pk)
    for wrong in (f"{token}x", f"{incident.pk}-{grace.pk}", f"9{token}"):
        answer = client.post(reverse("web:unfollow", args=[wrong]))
        assert answer.status_code == 404
        assert "not whole" in answer.text
    assert Subscription.objects.exists()
