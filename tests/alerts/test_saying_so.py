"""What alerts do by themselves is told on the timeline, and in a few tags."""

from datetime import timedelta

import pytest

from incidents.alerts import tag_edits
from incidents.alerts.models import RoutingRule
from incidents.catalog.models import Service
from incidents.record.models import Entry, Incident
from incidents.values import Status
from tests.alerts.conftest import Monitoring, company, monitoring

__all__ = ["company", "monitoring"]
pytestmark = pytest.mark.django_db


def words(monitoring: Monitoring) -> list[str]:
    """The newest incident's tags."""
    return list(monitoring.incident().tags.values_list("text", flat=True))


# -- storms


def test_a_storm_says_what_it_is_on_its_timeline(monitoring: Monitoring) -> None:
    monitoring.settings(storm_incidents=2, storm_minutes=5)
    monitoring.post(*({"title": f"Host {n}", "group_key": str(n)} for n in range(6)))
    monitoring.drains()
    said = [line for line in monitoring.lines() if line.startswith("A storm: ")]
    assert said == [
        "A storm: more than 2 new incidents of Checkout in 5 minutes. What comes under "
        "further group keys joins this incident"
    ]
    assert "“Host 2”, “Host 3”, “Host 4” and 1 more fire" in monitoring.lines()


def test_a_storm_of_one_service_is_none_of_another(monitoring: Monitoring) -> None:
    other = Service.objects.create(
        name="Storage", slug="storage", team=monitoring.service.team
    )
    monitoring.settings(storm_incidents=2)
    for number in range(4):
        monitoring.sends(f"Host {number}", group_key=str(number))
    monitoring.sends("Pool full", group_key="pool", service=other)
    assert monitoring.incident().title == "Pool full"


def test_the_keys_of_a_storm_go_on_in_it_and_end_it(monitoring: Monitoring) -> None:
    monitoring.settings(storm_incidents=2)
    for number in range(4):
        monitoring.sends(f"Host {number}", group_key=str(number))
    storm = monitoring.incident()
    monitoring.sends("Host 3 is dead", group_key="3")
    assert monitoring.alert("Host 3 is dead").incident == storm
    for title, key in (("Host 2", "2"), ("Host 3", "3"), ("Host 3 is dead", "3")):
        monitoring.resolves(title, group_key=key)
    storm.refresh_from_db()
    assert storm.status == Status.RESOLVED


def test_after_a_storm_each_group_has_an_incident_of_its_own(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(storm_incidents=2, storm_minutes=5)
    for number in range(4):
        monitoring.sends(f"Host {number}", group_key=str(number))
    monitoring.later(minutes=6)
    monitoring.sends("Host 8", group_key="8")
    assert monitoring.incident().title == "Host 8"
    assert Incident.objects.count() == 4


# -- flapping


def flap(monitoring: Monitoring, times: int) -> None:
    for _ in range(times):
        monitoring.sends()
        monitoring.now += timedelta(seconds=20)
        monitoring.resolves()
        monitoring.now += timedelta(seconds=20)


def test_flapping_says_when_it_begins_and_when_it_is_over(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(flap_changes=4, flap_minutes=10)
    flap(monitoring, 3)
    begun = [line for line in monitoring.lines() if "is flapping: it fires" in line]
    assert len(begun) == 1
    flap(monitoring, 3)
    assert sum("is flapping: it fires" in line for line in monitoring.lines()) == 1
    monitoring.later(minutes=10)
    told = "“Disk full” is flapping no more: it stays resolved"
    assert told in monitoring.lines()


def test_while_it_flaps_its_incident_is_neither_resolved_nor_reopened(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(flap_changes=4, flap_minutes=10)
    flap(monitoring, 2)
    monitoring.sends()
    kinds = (Entry.Kind.RESOLVED, Entry.Kind.REOPENED)
    changes = Entry.objects.filter(kind__in=kinds).count()
    flap(monitoring, 10)
    assert Entry.objects.filter(kind__in=kinds).count() == changes
    assert monitoring.incident().status == Status.TRIAGE
    assert monitoring.alert().count == 13


def test_what_fires_steadily_after_flapping_says_so_and_is_listened_to_again(
    monitoring: Monitoring,
) -> None:
    monitoring.settings(flap_changes=3, flap_minutes=10, stale_hours=1)
    flap(monitoring, 2)
    monitoring.sends()
    monitoring.later(minutes=10)
    told = "“Disk full” is flapping no more: it fires steadily"
    assert told in monitoring.lines()
    monitoring.later(hours=1)
    assert monitoring.incident().status == Status.RESOLVED
    assert "Nothing was heard of it for 1 h" in monitoring.why()


# -- tags


def test_tags_are_what_all_alerts_share_and_the_title_does_not_say(
    monitoring: Monitoring,
) -> None:
    labels = {"env": "live", "host": "db1", "severity": "warning", "job": "disk"}
    monitoring.sends("Disk full on db1", labels=labels)
    assert words(monitoring) == ["live"]
    monitoring.sends("Load high", labels={"env": "test", "host": "db1"})
    assert words(monitoring) == []


def test_at_most_three_words_are_chosen(monitoring: Monitoring) -> None:
    labels = {name: f"{name}-x" for name in ("env", "region", "cluster", "app", "pod")}
    monitoring.sends("Errors", labels=labels)
    assert words(monitoring) == ["cluster-x", "env-x", "region-x"]


def test_a_tag_that_a_person_took_off_does_not_come_back(
    monitoring: Monitoring,
) -> None:
    ada = monitoring.company.people["Ada"]
    monitoring.settings(tag_labels=["env", "host"])
    monitoring.sends("Disk full", labels={"env": "live", "host": "db1"})
    about = {"incident": monitoring.incident(), "by": ada, "now": monitoring.now}
    tag_edits.remove(**about, text="live")  # type: ignore[arg-type]
    tag_edits.add(**about, text="vendor")  # type: ignore[arg-type]
    monitoring.sends("Load high", labels={"env": "live", "host": "db2"})
    assert words(monitoring) == ["db1", "db2", "vendor"]
    assert "Tag removed: live" in monitoring.lines()


def test_tags_that_a_rule_adds_stay_when_it_fires_again(
    monitoring: Monitoring,
) -> None:
    RoutingRule.objects.create(name="All", tags=["storage"])
    monitoring.sends(tags=["eu"])
    monitoring.sends(tags=["eu", "db"])
    assert monitoring.alert().tags == ["eu", "db", "storage"]
