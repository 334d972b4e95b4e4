"""The company to try Muster with, out of a small Slack."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from backoffice.seeding import company
from incidents.alerts.models import Alert
from incidents.catalog.models import Service
from incidents.channels.models import Conversation
from incidents.freezes.models import Freeze, FreezeOverride
from incidents.heartbeats.models import Heartbeat
from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Membership, Person, Team
from incidents.record.models import Entry, Incident
from incidents.roles.models import Assignment
from incidents.updates.models import Subscription
from incidents.values import Status
from tests.backoffice.conftest import NOW
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _env(slack: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SLACK_API_URL = slack.api_url
    settings.SLACK_BOT_TOKEN = slack.bot_token
    monkeypatch.delenv("DEMO_ADMIN_EMAIL", raising=False)
    monkeypatch.setenv("DEMO_ADMIN_PASSWORD", "muster-demo")


def test_the_company_is_there(client: Client) -> None:
    call_command("seed")
    form = {"username": "ada@brightwater.example", "password": "muster-demo"}
    text = client.post("/login/", form, follow=True).text
    assert "Card payments declined for one bank in six" in text
    text = client.get("/admin/incidents/team/").text
    for name in ("Payments", "Platform", "Storefront"):
        assert name in text
    assert "Card Gateway" in client.get("/admin/incidents/service/").text
    found = client.get("/admin/incidents/conversation/?tag=tech_incidents").text
    assert "#incidents" in found


def test_its_jobs_are_heard_of_and_none_is_late() -> None:
    call_command("seed")
    call_command("seed")
    rows = Heartbeat.objects.order_by("pk").values_list("name", "state")
    assert list(rows) == [
        ("Nightly payout", "up"),
        ("Certificate renewal", "new"),
        ("Export to the old warehouse", "paused"),
    ]


def test_the_past_never_was_in_slack() -> None:
    call_command("seed")
    assert Entry.objects.count() >= 10
    opened = Incident.objects.filter(declared_by=None)
    subjects = {effect.subject for effect in Effect.objects.all()}
    assert subjects == {each.subject for each in opened}
    incident = Incident.objects.exclude(declared_by=None).first()
    ada = Person.objects.get(email=company.email("ada"))
    assert incident is not None
    lifecycle.reopen(incident=incident, by=ada, now=NOW, reason="It came back")
    assert not Effect.objects.filter(subject=incident.subject).exists()


def test_one_incident_waits_for_somebody_to_decide(client: Client) -> None:
    call_command("seed")
    form = {"username": "ada@brightwater.example", "password": "muster-demo"}
    text = client.post("/login/", form, follow=True).text
    assert "Payout files to two banks are late" in text
    assert "Triage" in text


def test_monitoring_has_spoken_a_moment_ago(client: Client) -> None:
    call_command("seed")
    form = {"username": "ada@brightwater.example", "password": "muster-demo"}
    client.post("/login/", form)
    text = client.get("/alerts/").text
    for title in (
        "Card Gateway answers slowly",
        "Node k8s-7 is not ready",
        "Edge Dublin drops connections",
    ):
        assert title in text
    incidents = {each.title: each for each in Incident.objects.filter(declared_by=None)}
    gateway = incidents["Card Gateway answers slowly"]
    assert gateway.status == Status.INVESTIGATING
    assert gateway.alerts.count() == 3
    assert incidents["Node k8s-7 is not ready"].status == Status.RESOLVED
    assert incidents["Storm: many alerts of Edge Proxy"].alerts.count() == 4
    hushed = incidents["Search box suggests nothing"]
    assert "Silenced until" in client.get(f"/incidents/{hushed.pk}/").text
    alerts = Alert.objects.count()
    call_command("seed")
    assert Alert.objects.count() == alerts


def test_what_is_still_to_be_done_is_listed(client: Client) -> None:
    call_command("seed")
    form = {"username": "ada@brightwater.example", "password": "muster-demo"}
    client.post("/login/", form)
    text = client.get("/follow-ups/").text
    assert "Let a job renew the certificates" in text
    assert "Rehearse the change" not in text
    assert "Rehearse the change" in client.get("/follow-ups/?whose=all").text


def test_roles_followers_and_freezes_are_there(client: Client) -> None:
    call_command("seed")
    form = {"username": "ada@brightwater.example", "password": "muster-demo"}
    client.post("/login/", form)
    for screen, shown in (
        ("assignment", "Comms"),
        ("subscription", "Payout files to two banks are late"),
        ("freeze", "Card payments declined for one bank in six"),
    ):
        assert shown in client.get(f"/admin/incidents/{screen}/").text
    assert not Freeze.objects.filter(lifted_at=None).exists(), "nothing stands"
    override = FreezeOverride.objects.get()
    assert override.freeze.since < override.at < override.until


def test_its_times_run_forward() -> None:
    call_command("seed")
    for incident in Incident.objects.filter(status=Status.CLOSED):
        times = [incident.declared_at, incident.investigating_at, incident.fixing_at]
        times += [incident.monitoring_at, incident.resolved_at, incident.closed_at]
        known = [at for at in times if at]
        assert known == sorted(known)
        assert len(known) == 6


def test_twice_is_as_good_as_once(client: Client) -> None:
    call_command("seed")
    before = rows()
    form = {"username": "ada@brightwater.example", "password": "muster-demo"}
    client.post("/login/", form)
    call_command("seed")
    assert rows() == before
    assert client.get("/incidents/").status_code == 200, "still logged in"


def test_what_an_admin_changed_stays_changed() -> None:
    call_command("seed")
    Conversation.objects.filter(name="incidents").update(tags=["mine"])
    Service.objects.filter(slug="search").update(description="Ours")
    Membership.objects.filter(team__slug="payments").delete()
    call_command("seed")
    assert Conversation.objects.get(name="incidents").tags == ["mine"]
    assert Service.objects.get(slug="search").description == "Ours"
    assert Team.objects.get(slug="payments").people.count() == 0


def test_another_admin_is_made_by_name(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_ADMIN_EMAIL", "zoe.quist@elsewhere.example")
    call_command("seed")
    form = {"username": "zoe.quist@elsewhere.example", "password": "muster-demo"}
    assert "Zoe Quist" in client.post("/login/", form, follow=True).text


def test_a_missing_password_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_ADMIN_PASSWORD")
    with pytest.raises(CommandError, match=r"^DEMO_ADMIN_PASSWORD is not set[^\n]*$"):
        call_command("seed")
    assert not Person.objects.exists()


def test_a_wrong_token_is_one_line(settings: Settings) -> None:
    settings.SLACK_BOT_TOKEN = "xoxb-wrong"
    with pytest.raises(CommandError, match=r"^Slack refused auth.test[^\n]*$"):
        call_command("seed")


def test_a_silent_slack_is_one_line(settings: Settings) -> None:
    settings.SLACK_API_URL = "http://127.0.0.1:9/api/"
    with pytest.raises(CommandError, match=r"^Slack did not answer auth.test[^\n]*$"):
        call_command("seed")


def test_connect_tells_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("connect")
    told = capsys.readouterr().out
    assert "Connected to Brightwater" in told
    assert "10 people and 8 channels are known." in told


def test_connect_without_a_token_says_what_to_set(settings: Settings) -> None:
    settings.SLACK_BOT_TOKEN = ""
    with pytest.raises(CommandError, match="SLACK_BOT_TOKEN is not set"):
        call_command("connect")


def rows() -> list[int]:
    return [
        Person.objects.count(),
        Team.objects.count(),
        Membership.objects.count(),
        Service.objects.count(),
        Conversation.objects.count(),
        Incident.objects.count(),
        Entry.objects.count(),
        Assignment.objects.count(),
        Subscription.objects.count(),
        Freeze.objects.count(),
        FreezeOverride.objects.count(),
    ]
