"""What cannot be read or sorted keeps its reason, is told, and holds nobody up."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from incidents.alerts import due, sources
from incidents.alerts.models import Alert
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db
BROKEN = '''
from incidents.alerts.sources import Source

class Fault(Exception):
    """No exception that Muster foresees."""

def parse(body):
    raise Fault("a source with a fault")

SOURCE = Source(name="faulty", label="Faulty", parse=parse, setup="")
'''


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A source of our own, in a file beside the others, that always raises."""
    (tmp_path / "faulty_for_tests.py").write_text(BROKEN)
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(tmp_path)])
    sources.sources.cache_clear()
    yield "faulty"
    sources.sources.cache_clear()


def test_a_source_that_raises_costs_its_own_rows_alone(
    monitoring: Monitoring, faulty: str
) -> None:
    monitoring.post({"title": "Disk full"})
    number = monitoring.body(b"{}", source=faulty)
    monitoring.post({"title": "Load high"})
    assert monitoring.drains() == 3
    row = monitoring.row(number)
    assert row.problem == "Muster failed to read it (Fault)."
    assert row.drained_at is not None
    assert bytes(row.body) == b"{}"
    told = Alert.objects.get(dedup_key="unreadable:faulty")
    assert told.title.startswith("A signal from faulty could not be read")
    assert f"manage.py replay {number}" in told.body
    assert told.incident is not None
    for title in ("Disk full", "Load high"):
        assert monitoring.alert(title).status == Alert.Status.FIRING


def test_many_bad_bodies_of_a_source_are_one_alert(monitoring: Monitoring) -> None:
    for _ in range(40):
        monitoring.body(b"[1, 2]", source="alertmanager")
    monitoring.drains()
    told = Alert.objects.get()
    assert (told.dedup_key, told.count) == ("unreadable:alertmanager", 40)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"{", b"\xff\xfe{}", b"[" * 50_000, b'"' + b"x" * 100_000 + b'"'],
)
def test_no_body_is_too_bad_to_be_told_of(monitoring: Monitoring, body: bytes) -> None:
    number = monitoring.body(body)
    monitoring.post({"title": "Disk full"})
    monitoring.drains()
    assert monitoring.row(number).problem
    assert Alert.objects.get(dedup_key="unreadable:api").is_open
    assert monitoring.alert("Disk full").is_open


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\udfff \ud800", "\u202e", "\n\t "])
def test_any_text_can_be_written(monitoring: Monitoring, text: str) -> None:
    (number,) = monitoring.post(
        {
            "title": f"a{text}b",
            "body": text,
            "severity": text,
            "dedup_key": f"k{text}",
            "group_key": f"g{text}",
            "tags": [text],
            "labels": {f"n{text}": text},
            "links": [{"text": text, "url": f"https://example.com/{text}"}],
        }
    )
    monitoring.drains()
    assert monitoring.row(number).problem == ""
    assert Alert.objects.get().incident is not None


def test_a_time_far_away_holds_nobody_up(monitoring: Monitoring) -> None:
    for at in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00", "soon", 1e300):
        monitoring.post({"title": "Disk full", "at": at})
    monitoring.drains()
    assert monitoring.alert().count == 4
    assert monitoring.alert().status == Alert.Status.FIRING


def test_an_alert_whose_time_cannot_be_worked_out_keeps_no_other_from_its_own(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(hold_back_seconds=60)
    monitoring.sends("Disk full")
    monitoring.sends("Load high")
    spoilt = monitoring.alert("Disk full")
    spoilt.decisions[-1]["data"]["until"] = "no time"
    spoilt.save()
    monitoring.now += timedelta(seconds=60)
    while due.advance(now=monitoring.now):
        pass
    assert monitoring.alert("Load high").incident is not None
    spoilt.refresh_from_db()
    assert spoilt.status == Alert.Status.HELD
    assert spoilt.due_at is not None
    assert spoilt.due_at > monitoring.now
