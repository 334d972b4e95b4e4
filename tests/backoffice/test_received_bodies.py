"""Received bodies: who reads them, without secrets, and once more."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from incidents.alerts import inbox, received
from incidents.alerts.drain import drain_all
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import Alert, InboxRow, JsonMapping
from incidents.catalog.models import Service
from incidents.people.models import Person
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW, browser

pytestmark = pytest.mark.django_db
KEY = "mk_AbCdEfGhIjKlMnOpQrStUvWxYz012345"
LIST = "/admin/incidents/inboxrow/"


def put(service: Service, body: object, source: str = "api", **context: str) -> int:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    arrival = Arrival(service.pk, source, sent, context=context)
    (number,) = inbox.put([arrival])
    return number


def page(number: int) -> str:
    return reverse("admin:incidents_inboxrow_change", args=[number])


def listed(client: Client, **asked: str) -> int:
    """How many bodies the list shows."""
    return int(client.get(LIST, asked).context["cl"].result_count)


def drained() -> None:
    row = InboxRow.objects.latest("pk")
    drain_all(now=row.received_at)


def test_a_body_is_shown_in_lines_and_without_secrets(
    admin: Client, service: Service
) -> None:
    sent = {
        "routing_key": KEY,
        "payload": {"summary": f"Disk <b>full</b>, key {KEY}", "api_key": "s3cr3t"},
    }
    text = admin.get(page(put(service, sent, "pagerduty"))).text
    assert "Disk &lt;b&gt;full&lt;/b&gt;, key mk_AbCd…(hidden)" in text
    assert "s3cr3t" not in text
    assert KEY not in text
    assert "&quot;routing_key&quot;: &quot;(hidden)&quot;" in text


@pytest.mark.parametrize("body", [b"", b"\xff\x00\xfe", b"{", b"[" * 100_000])
def test_any_bytes_can_be_shown(body: bytes, admin: Client, service: Service) -> None:
    assert admin.get(page(put(service, body))).status_code == 200


def test_a_body_is_looked_at_and_never_changed(admin: Client, service: Service) -> None:
    number = put(service, {"title": "Disk full"})
    assert admin.post(page(number), {"body": "x"}).status_code == 403
    delete = reverse("admin:incidents_inboxrow_delete", args=[number])
    assert admin.post(delete, {"post": "yes"}).status_code == 403
    assert received.shown(bytes(InboxRow.objects.get().body)).count("Disk full") == 1


def test_what_could_not_be_read_is_found_by_its_problem(
    admin: Client, service: Service
) -> None:
    put(service, {"title": ["no text"]})
    put(service, {"title": "Disk full"})
    drained()
    assert "title is a list" in admin.get(LIST, {"outcome": "problem"}).text
    assert listed(admin, outcome="problem") == listed(admin, outcome="read") == 1
    assert listed(admin, source="api") == listed(admin, q="checkout") == 2
    assert listed(admin, source="zabbix") == listed(admin, outcome="waits") == 0


def test_a_body_is_replayed_once_its_mapping_is_there(
    admin: Client, service: Service
) -> None:
    number = put(service, {"text": "Disk full"}, "json", mapping="mine")
    drained()
    assert "There is no JSON mapping “mine”" in admin.get(page(number)).text
    JsonMapping.objects.create(name="Mine", slug="mine", title="text")
    url = reverse("admin:incidents_inboxrow_replay", args=[number])
    answer = admin.post(url, {"_form_submitted": "on"}, follow=True)
    assert "Replaying 1 body" in answer.text
    drained()
    again = InboxRow.objects.latest("pk")
    assert (again.replay_of, again.signals) == (number, 1)
    assert Alert.objects.filter(title="Disk full").count() == 1


def test_replaying_twice_makes_one_alert(admin: Client, service: Service) -> None:
    number = put(service, {"title": "Disk full", "dedup_key": "d"})
    drained()
    form = {"action": "replay_chosen", "_selected_action": [str(number)]}
    for _ in range(2):
        admin.post(LIST, form)
        drained()
    assert InboxRow.objects.filter(replay_of=number).count() == 2
    assert Alert.objects.filter(dedup_key="d").count() == 1
    assert Incident.objects.count() == 1


def test_a_replay_of_a_replay_names_the_first_body(
    admin: Client, service: Service
) -> None:
    number = put(service, {"title": "Disk full"})
    call_command("replay", str(number))
    second = InboxRow.objects.latest("pk").pk
    call_command("replay", str(second))
    assert InboxRow.objects.latest("pk").replay_of == number


def test_who_may_only_look_does_not_replay(
    ben: Person, service: Service, admin: Client
) -> None:
    number = put(service, {"title": "Disk full"})
    ben.is_staff = True
    ben.save()
    client = browser(ben)
    assert client.get(page(number)).status_code == 403
    url = reverse("admin:incidents_inboxrow_replay", args=[number])
    assert client.post(url, {"_form_submitted": "on"}).status_code == 403
    assert InboxRow.objects.count() == 1


def test_what_a_private_incident_was_made_of_is_kept_from_outsiders(
    admin: Client, ada: Person, grace: Person, service: Service, secret: Incident
) -> None:
    before = put(service, {"title": "Other"})
    first = put(service, {"title": "Payroll"})
    last = put(service, {"title": "Payroll"})
    after = put(service, {"title": "Other"})
    Alert.objects.create(
        service=service,
        incident=secret,
        source="api",
        dedup_key="p",
        title="Payroll",
        first_at=NOW,
        last_at=NOW,
        first_inbox_id=first,
        last_inbox_id=last,
    )
    seen = set(received.visible(ada).values_list("pk", flat=True))
    assert seen == {before, after}
    assert received.visible(grace).count() == 4
    assert admin.get(page(first), follow=True).text.count("Payroll") == 0


# -- manage.py replay


def test_the_command_takes_a_service_a_time_and_problems(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Service.objects.create(name="Ledger", slug="ledger", team=service.team)
    put(other, {"title": []})
    broken = put(service, {"title": []})
    put(service, {"title": "Disk full"})
    drained()
    call_command("replay", "--service", "checkout-api", "--only-problems")
    assert capsys.readouterr().out.startswith("Replaying 1 body, as #")
    assert InboxRow.objects.latest("pk").replay_of == broken
    call_command("replay", "--since", "1h")
    assert capsys.readouterr().out.startswith("Replaying 3 bodies, as #")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say what to replay"),
        (["4711"], "There is no received body #4711"),
        (["--service", "nope"], "There is no service “nope”. There are: checkout-api."),
        (["--service", "checkout-api"], "No received body fits"),
        (["--since", "yesterday"], "“yesterday” is no time such as"),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(
    service: Service, arguments: list[str], said: str
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("replay", *arguments)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
