"""Silences, routes and alerts in the back-office."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.alerts.models import Alert, AlertGroup, Silence, TeamRoute
from incidents.catalog.models import Service
from incidents.people.models import Person, Team
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW

SILENCES = "/admin/incidents/silence/"
ROUTES = "/admin/incidents/teamroute/"


def pressed(client: Client, button: str, row: int) -> str:
    """Confirm the button's dialog; answers the page that follows."""
    url = reverse(f"admin:{button}", args=[row])
    return client.post(url, {"_form_submitted": "on"}, follow=True).text


def filled(service: Service, **until: float) -> dict[str, str]:
    end = timezone.now() + timedelta(**until)
    return {
        "service": str(service.pk),
        "until_0": f"{end:%Y-%m-%d}",
        "until_1": f"{end:%H:%M:%S}",
        "reason": "The database moves",
    }


def test_a_service_is_silenced_and_pages_again(
    admin: Client, service: Service, ada: Person
) -> None:
    admin.post(f"{SILENCES}add/", filled(service, hours=2))
    silence = Silence.objects.get()
    assert (silence.service, silence.group_key, silence.by) == (service, "", ada)
    told = pressed(admin, "incidents_silence_lift", silence.pk)
    assert "Alerts of Checkout API page again." in told
    silence.refresh_from_db()
    assert silence.ended_at is not None
    told = pressed(admin, "incidents_silence_lift", silence.pk)
    assert "This silence is over already." in told


def test_a_silence_that_ended_or_never_ends_is_refused(
    admin: Client, service: Service
) -> None:
    text = admin.post(f"{SILENCES}add/", filled(service, hours=-2)).text
    assert "The end has passed already" in text
    text = admin.post(f"{SILENCES}add/", filled(service, days=40)).text
    assert "A silence lasts at most 30 days" in text
    assert not Silence.objects.exists()


def test_what_hushes_a_private_incident_is_not_listed(
    admin: Client, service: Service, secret: Incident
) -> None:
    AlertGroup.objects.create(
        service=service, key="payroll", incident=secret, opened_at=NOW
    )
    until = timezone.now() + timedelta(hours=1)
    Silence.objects.create(service=service, group_key="payroll", until=until)
    Alert.objects.create(
        service=service,
        incident=secret,
        title="payroll was read",
        dedup_key="payroll",
        first_at=NOW,
        last_at=NOW,
    )
    for concept in ("silence", "alertgroup", "alert"):
        assert "payroll" not in admin.get(f"/admin/incidents/{concept}/").text


def test_there_is_always_one_catch_all(admin: Client, service: Service) -> None:
    before = TeamRoute.objects.get(is_catch_all=True)
    assert admin.get(f"{ROUTES}{before.pk}/delete/").status_code == 403
    team = Team.objects.get(name="Payments")
    route = TeamRoute.objects.create(team=team)
    told = pressed(admin, "incidents_teamroute_make_catch_all", route.pk)
    assert "Payments is the catch-all now." in told
    assert TeamRoute.objects.get(is_catch_all=True) == route
    told = pressed(admin, "incidents_teamroute_make_catch_all", route.pk)
    assert "Payments is the catch-all already." in told
