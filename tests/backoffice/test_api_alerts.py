"""What programs read of alerts, heartbeats and Muster itself; what they never see."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.alerts.models import Alert, AlertGroup, IncidentTag
from incidents.catalog.models import Service
from incidents.heartbeats import reception, services
from incidents.heartbeats.values import Plan
from incidents.people.models import Team
from incidents.record.models import Incident
from tests.backoffice.conftest import NOW
from tests.backoffice.test_api import Json, ask
from tests.backoffice.test_api import secret as key_for

pytestmark = pytest.mark.django_db
READ = "alerts:read"


@pytest.fixture
def key() -> str:
    return key_for(READ)


def alert(service: Service, title: str = "Disk full", **facts: object) -> Alert:
    number = Alert.objects.count()
    known: dict[str, object] = {
        "source": "alertmanager",
        "dedup_key": f"key-{number}",
        "first_at": NOW,
        "last_at": NOW,
        "severity": "SEV2",
    }
    return Alert.objects.create(service=service, title=title, **(known | facts))


def titles(path: str, key: str) -> list[str]:
    status, told = ask(path, key)
    assert status == 200, told
    return [each["title"] for each in told["alerts"]]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["Slow", "Disk full", "Over"]),
        ("state=open", ["Slow", "Disk full"]),
        ("state=over", ["Over"]),
        ("status=firing", ["Disk full"]),
        ("status=acknowledged&state=open", ["Slow"]),
        ("severity=SEV1", ["Slow"]),
        ("severity=SEV4", []),
        ("service=search", ["Slow"]),
        ("team=payments", ["Disk full", "Over"]),
        ("tag=eu", ["Disk full"]),
        ("tag=tagged-by-hand", ["Slow"]),
        ("incident=1000000", []),
        ("source=zabbix", ["Slow"]),
        ("dedup_key=slow-1", ["Slow"]),
        ("dedup_key=slow-1&service=checkout-api", []),
        ("q=disk", ["Disk full"]),
        ("q=checkout", ["Disk full", "Over"]),
        ("since=2026-03-12T14:06:00Z", ["Slow"]),
        ("until=2026-03-12T14:06:00Z&state=open", ["Disk full"]),
    ],
)
def test_alerts_are_found_by(
    query: str, seen: list[str], key: str, service: Service, incident: Incident
) -> None:
    platform = Team.objects.create(name="Platform", slug="platform")
    search = Service.objects.create(name="Search", slug="search", team=platform)
    alert(service, "Over", status="resolved", resolved_at=NOW)
    alert(service, "Disk full", tags=["eu", "db1"])
    IncidentTag.objects.create(incident=incident, text="tagged-by-hand")
    alert(
        search,
        "Slow",
        status="acknowledged",
        severity="SEV1",
        source="zabbix",
        dedup_key="slow-1",
        incident=incident,
        last_at=NOW + timedelta(minutes=2),
    )
    assert titles(f"/api/v1/alerts?{query}", key) == seen


def test_pages_stay_as_they_are_while_alerts_come(key: str, service: Service) -> None:
    for number in range(5):
        alert(service, f"Number {number}")
    answer = Client().get(
        "/api/v1/alerts?limit=2&state=open", headers={"Authorization": f"Bearer {key}"}
    )
    assert [each["title"] for each in answer.json()["alerts"]] == [
        "Number 4",
        "Number 3",
    ]
    alert(service, "Newer")
    link = answer["Link"]
    assert link.endswith('>; rel="next"')
    url = link[1:].partition(">")[0].removeprefix("http://testserver")
    assert "state=open" in url
    assert titles(url, key) == ["Number 2", "Number 1"]


def test_the_last_page_has_no_next(key: str, service: Service) -> None:
    alert(service)
    _, told = ask("/api/v1/alerts", key)
    assert told["next"] == ""


def test_a_search_goes_on_where_it_stopped_looking(
    key: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.alerts.finding.WINDOW", 3)
    for title in ("Wanted", *["Other"] * 7):
        alert(service, title)
    path, pages, found = "/api/v1/alerts?q=wanted", 0, []
    cursor = ""
    while pages == 0 or cursor:
        _, told = ask(f"{path}&cursor={cursor}", key)
        found += [each["title"] for each in told["alerts"]]
        cursor, pages = told["next"], pages + 1
    assert (found, pages) == (["Wanted"], 3)


def test_one_alert_is_told_with_why(key: str, service: Service) -> None:
    made = alert(
        service,
        decisions=[{"step": "rule", "reason": "By rule 1", "at": NOW.isoformat()}],
    )
    status, told = ask(f"/api/v1/alerts/{made.pk}", key)
    assert status == 200
    assert told["decisions"][0]["reason"] == "By rule 1"
    assert ask(f"/api/v1/alerts/{made.pk + 1}", key)[0] == 404
    assert ask(f"/api/v1/alerts/{2**63}", key)[0] == 404


def test_alerts_of_a_private_incident_are_nowhere(
    key: str, service: Service, secret: Incident
) -> None:
    hidden = alert(service, "Payroll was read", incident=secret)
    AlertGroup.objects.create(
        service=service, key="", incident=secret, is_storm=True, opened_at=NOW
    )
    for query in ("", "q=payroll", f"incident={secret.pk}", "dedup_key=key-0"):
        assert titles(f"/api/v1/alerts?{query}", key) == []
    assert ask(f"/api/v1/alerts/{hidden.pk}", key)[0] == 404
    _, told = ask("/api/v1/status", key)
    (seen,) = told["services"]
    assert (seen["open_alerts"], seen["storm"]) == ({}, "")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("service=nope", "service"),
        ("team=nope", "team"),
        ("state=open&status=resolved", "status"),
        ("cursor=abc", "cursor"),
        ("limit=0", "limit"),
        ("since=yesterday", "since"),
        ("since=2026-03-12T14:06:00", "since"),
        ("since=0001-01-01T00:00:00%2B18:30", "since"),
        ("incident=0", "incident"),
        ("q=%00", "q"),
        ("status=burning", "status"),
    ],
)
def test_a_filter_that_cannot_be_names_its_field(
    query: str, field: str, key: str
) -> None:
    status, told = ask(f"/api/v1/alerts?{query}", key)
    assert status == 422
    assert field in told.get("field", "") + told["detail"]


@pytest.mark.parametrize(
    "path", ["alerts", "alerts/1", "heartbeats", "status", "alerts?q=x"]
)
def test_a_key_without_the_scope_reads_none_of_it(path: str) -> None:
    assert ask(f"/api/v1/{path}", key_for("incidents:read"))[0] == 403
    assert ask(f"/api/v1/{path}")[0] == 401


def test_heartbeats_are_told_without_their_address(key: str, service: Service) -> None:
    plan = Plan("Backup", cron="30 4 * * *", timezone="Europe/Vienna")
    made = services.make(service=service, plan=plan, by=None, now=NOW)
    status, told = ask("/api/v1/heartbeats?state=new&service=checkout-api", key)
    assert status == 200
    (seen,) = told["heartbeats"]
    assert seen["expected"] == "at 30 4 * * * (Europe/Vienna)"
    assert services.token_of(made) not in str(told)
    assert ask("/api/v1/heartbeats?state=late", key)[1]["heartbeats"] == []


def test_status_names_each_part_and_what_to_do(key: str, service: Service) -> None:
    reception.extend(None, NOW)
    status, told = ask("/api/v1/status", key)
    assert status == 200
    parts = {each["name"]: each for each in told["parts"]}
    assert set(parts) >= {"web", "inbox", "workers", "outbox", "slack", "broker"}
    assert not told["ok"]
    assert "start one" in parts["workers"]["detail"]
    assert parts["inbox"]["ok"]


def test_incidents_are_found_by_team_tag_words_and_time(incident: Incident) -> None:
    key = key_for("incidents:read")
    IncidentTag.objects.create(incident=incident, text="cards")

    def found(query: str) -> int:
        status, told = ask(f"/api/v1/incidents?{query}", key)
        assert status == 200, told
        return len(told["incidents"])

    assert found("team=payments&tag=cards&q=502&since=2026-03-12T00:00:00Z") == 1
    assert found(f"q={incident.reference}") == 1
    assert [found(q) for q in ("tag=x", "q=nope", "until=2026-03-12T00:00:00Z")] == [
        0,
        0,
        0,
    ]


def test_a_dry_run_tells_what_would_become_of_a_body(
    key: str, service: Service
) -> None:
    body: Json = {
        "service": service.slug,
        "body": {"title": "Disk full", "severity": "SEV2"},
    }
    status, told = dry_run(key, body)
    assert status == 200
    (outcome,) = told["outcomes"]
    assert outcome["title"] == "Disk full"
    assert outcome["incident"] == "a new incident"
    assert outcome["steps"]
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"service": "nope", "body": {}}, "service"),
        ({"body": {}}, "service"),
        ({"service": "checkout-api", "body": {}, "source": "nope"}, "source"),
        ({"service": "checkout-api", "body": {}, "time": "soon"}, "time"),
    ],
)
def test_a_dry_run_that_cannot_be_names_its_field(
    body: Json, field: str, key: str, service: Service
) -> None:
    status, told = dry_run(key, body)
    assert status == 422
    assert field in told.get("field", "") + told["detail"]


def test_a_body_that_cannot_be_read_is_told_as_a_problem(
    key: str, service: Service
) -> None:
    status, told = dry_run(key, {"service": service.slug, "body": {"no": "title"}})
    assert status == 200
    assert "title" in told["problem"]


def dry_run(key: str, body: Json) -> tuple[int, Json]:
    answer = Client().post(
        "/api/v1/alerts/dry-run",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    return answer.status_code, answer.json()


def test_the_description_has_what_is_served_beside_django() -> None:
    described = Client().get("/api/openapi.json").json()
    posting = described["paths"]["/api/v1/alerts"]["post"]
    assert "202" in posting["responses"]
    assert posting["security"] == [{"ServiceKey": []}]
    assert described["components"]["schemas"]["Alert"]["required"] == ["title"]
    beat = described["paths"]["/heartbeats/{token}"]["get"]
    assert (beat["security"], set(beat["responses"])) == ([], {"200", "404", "503"})
    for methods in described["paths"].values():
        for operation in methods.values():
            assert not operation["security"] or "401" in operation["responses"]
