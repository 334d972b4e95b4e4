"""What an admin does: retry, resolve, tag, let somebody in."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from incidents.channels.models import Conversation
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.declaring import declare_many
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.roles.models import IncidentRole
from tests.backoffice.conftest import NOW, browser, declare

EFFECTS = reverse("admin:incidents_effect_changelist")


@pytest.fixture
def dead(incident: Incident) -> Effect:
    """The incident's channel could not be opened."""
    effect = Effect.objects.get(subject=incident.subject, kind="channel")
    effect.status = Effect.Status.DEAD
    effect.last_error = "Slack refused conversations.create: restricted_action"
    effect.save()
    return effect


def test_a_failed_effect_is_shown_with_its_error(admin: Client, dead: Effect) -> None:
    text = admin.get(EFFECTS, {"status__exact": "dead"}).text
    assert "restricted_action" in text
    assert ">Retry</a>" in text


def test_retry_on_the_row_asks_first_and_changes_nothing(
    admin: Client, dead: Effect
) -> None:
    url = reverse("admin:incidents_effect_retry", args=[dead.pk])
    assert "Try this effect again?" in admin.get(url).text
    dead.refresh_from_db()
    assert dead.status == Effect.Status.DEAD


def test_retry_revives_it_and_says_who_did_it(
    admin: Client, ada: Person, dead: Effect, incident: Incident
) -> None:
    url = reverse("admin:incidents_effect_retry", args=[dead.pk])
    text = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "Trying 1 effect again." in text
    dead.refresh_from_db()
    assert dead.status == Effect.Status.PENDING
    entry = incident.entries.latest("pk")
    assert (entry.text, entry.by) == ("Tried again what was stuck: channel", ada)
    logged = LogEntry.objects.get(user=ada)
    assert logged.change_message == "Tried again"


def test_retry_as_a_list_action_takes_what_gave_up_alone(
    admin: Client, dead: Effect
) -> None:
    chosen = list(Effect.objects.values_list("pk", flat=True))
    form = {"action": "retry_chosen", "_selected_action": chosen}
    assert "Trying 1 effect again." in admin.post(EFFECTS, form, follow=True).text


def test_retry_of_what_has_not_failed_is_refused(
    admin: Client, incident: Incident
) -> None:
    effect = Effect.objects.get(kind="channel")
    url = reverse("admin:incidents_effect_retry", args=[effect.pk])
    text = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "it has not given up" in text
    assert not LogEntry.objects.exists()


def test_who_may_only_look_cannot_retry(ben: Person, dead: Effect) -> None:
    ben.is_staff = True
    ben.save()
    url = reverse("admin:incidents_effect_retry", args=[dead.pk])
    answer = browser(ben).post(url, {"_form_submitted": "on"})
    assert answer.status_code == 403


def test_resolving_asks_slack_to_show_it(admin: Client, incident: Incident) -> None:
    url = reverse("admin:incidents_incident_resolve", args=[incident.pk])
    assert "Resolve this incident?" in admin.get(url).text
    form = {"_form_submitted": "on", "reason": "Rolled back."}
    text = admin.post(url, form, follow=True).text
    assert f"{incident.reference} is now resolved." in text
    assert "Close incident" in text
    assert incident.entries.latest("pk").text.endswith("Rolled back.")
    assert Effect.objects.get(key=f"card:{incident.pk}").wanted == 2


def test_closing_what_is_open_is_refused_in_words(
    admin: Client, incident: Incident
) -> None:
    url = reverse("admin:incidents_incident_close", args=[incident.pk])
    text = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "cannot become closed" in text


def test_reopening_brings_it_back(
    admin: Client, incident: Incident, ben: Person
) -> None:
    lifecycle.resolve(incident=incident, by=ben, now=NOW)
    url = reverse("admin:incidents_incident_reopen", args=[incident.pk])
    form = {"_form_submitted": "on", "reason": ""}
    assert "say why" in admin.post(url, form, follow=True).text
    form["reason"] = "It came back"
    text = admin.post(url, form, follow=True).text
    assert f"{incident.reference} is now investigating." in text


def test_tags_are_words_with_commas(admin: Client) -> None:
    channel = Conversation.objects.get(name="incidents")
    url = reverse("admin:incidents_conversation_change", args=[channel.pk])
    admin.post(url, {"tags": " Tech_Incidents, war-room,, war-room "})
    channel.refresh_from_db()
    assert channel.tags == ["tech_incidents", "war-room"]
    assert 'value="tech_incidents, war-room"' in admin.get(url).text
    found = admin.get("/admin/incidents/conversation/", {"tag": "war-room"}).text
    assert "#incidents" in found
    assert "#deployments" not in found


def test_a_tag_that_is_no_word_is_refused(admin: Client) -> None:
    channel = Conversation.objects.get(name="incidents")
    url = reverse("admin:incidents_conversation_change", args=[channel.pk])
    assert "Enter a valid" in admin.post(url, {"tags": "two words"}).text
    channel.refresh_from_db()
    assert channel.tags == []


def test_somebody_new_gets_a_log_in(admin: Client, client: Client) -> None:
    form = {
        "email": "Zoe@Brightwater.example",
        "name": "Zoe Example",
        "timezone": "Europe/London",
        "usable_password": "true",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    answer = admin.post("/admin/incidents/person/add/", form, follow=True)
    assert "was added successfully" in answer.text
    form = {"username": "zoe@brightwater.example", "password": "a long enough phrase"}
    assert "Zoe Example" in client.post("/login/", form, follow=True).text


def test_an_unknown_time_zone_is_refused(admin: Client, ben: Person) -> None:
    url = reverse("admin:incidents_person_change", args=[ben.pk])
    form = {
        "name": ben.name,
        "email": ben.email,
        "timezone": "Mars/Olympus",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    assert "There is no such time zone." in admin.post(url, form).text


def test_who_is_no_superuser_cannot_become_one(ben: Person) -> None:
    ben.is_staff = True
    ben.save()
    may = ["change_person", "view_person"]
    ben.user_permissions.set(Permission.objects.filter(codename__in=may))
    url = reverse("admin:incidents_person_change", args=[ben.pk])
    form = {
        "name": ben.name,
        "email": ben.email,
        "timezone": "UTC",
        "is_active": "on",
        "is_superuser": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    browser(ben).post(url, form)
    ben.refresh_from_db()
    assert not ben.is_superuser


def act(client: Client, verb: str, incident: Incident, **form: str) -> str:
    url = reverse(f"admin:incidents_incident_{verb}", args=[incident.pk])
    answer = client.post(url, {"_form_submitted": "on", **form}, follow=True)
    return answer.text


def test_what_is_in_triage_is_accepted_or_declined(admin: Client, ada: Person) -> None:
    declarations = [Declaration(title="Disk fills up"), Declaration(title="Noise")]
    real, noise = declare_many(declarations=declarations, by=None, now=NOW)
    page = admin.get(reverse("admin:incidents_incident_change", args=[real.pk])).text
    assert "Accept incident" in page
    assert "Close incident" not in page
    assert f"{real.reference} is now investigating." in act(admin, "accept", real)
    real.refresh_from_db()
    assert real.lead == ada
    assert "Reason is empty" in act(admin, "decline", noise, reason=" ")
    assert "is now declined." in act(admin, "decline", noise, reason="A test")


def test_an_incident_is_merged_into_another(admin: Client, incident: Incident) -> None:
    assert incident.lead is not None
    other = declare("Payments fail", by=incident.lead)
    assert "There is no INC-999." in act(admin, "merge", other, into="INC-999")
    said = act(admin, "merge", other, into=f"inc-{incident.pk}")
    assert f"{other.reference} is now merged." in said
    other.refresh_from_db()
    assert other.merged_into == incident


def test_making_it_private_is_offered_and_its_way_back_to_its_owners(
    admin: Client, incident: Incident, grace: Person
) -> None:
    assert "is now investigating, private." in act(admin, "make_private", incident)
    said = act(admin, "make_public", incident)
    assert "Only who declared or leads" in said
    assert "Make public" not in said
    grace.is_staff = grace.is_superuser = True
    grace.save()
    url = reverse("admin:incidents_incident_make_public", args=[incident.pk])
    assert browser(grace).post(url, {"_form_submitted": "on"}).status_code in (302, 404)
    incident.refresh_from_db()
    assert incident.is_private


def test_the_lead_role_cannot_be_switched_off(admin: Client) -> None:
    lead = IncidentRole.objects.get(slug="lead")
    url = reverse("admin:incidents_incidentrole_change", args=[lead.pk])
    form = {"name": "Lead", "rank": "0", "is_single": "on"}
    assert "every incident has one" in admin.post(url, form).text
    form = {"name": "Customers", "slug": "12", "rank": "5", "is_active": "on"}
    url = reverse("admin:incidents_incidentrole_add")
    assert "A number would be read" in admin.post(url, form).text
    admin.post(url, {**form, "slug": "customers"})
    assert IncidentRole.objects.filter(slug="customers", is_single=False).exists()
