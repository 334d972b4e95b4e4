"""What is read of the bodies of Zabbix, Uptime Kuma, Healthchecks, Netdata, Google
Cloud, ElastAlert and of e-mails; what all sources have in common is tested beside.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from incidents.alerts.sources import Body, find
from incidents.alerts.values import Action, Signal, Unreadable

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def one(name: str, data: Any) -> Signal:
    source = find(name)
    assert source is not None
    (signal,) = source.parse(Body(data, {}, NOW))
    return signal


def sample(name: str, sample_name: str, **changed: Any) -> Any:
    source = find(name)
    assert source is not None
    return json.loads(json.dumps(source.samples[sample_name])) | changed


# -- Zabbix


def test_a_zabbix_problem_is_told_with_its_host_tags_and_link() -> None:
    signal = one("zabbix", sample("zabbix", "firing"))
    assert signal.title == "db1: Disk space is low (used > 90%)"
    assert (signal.severity, signal.dedup_key) == ("High", "event-68134")
    assert signal.labels["scope"] == "capacity"
    assert signal.labels["disk"] == "/var"
    (link,) = signal.links
    assert link.url.endswith("/tr_events.php?triggerid=23554&eventid=68134")


def test_what_zabbix_left_unresolved_is_not_shown() -> None:
    data = sample("zabbix", "firing", host="{HOST.NAME}", zabbix_url="{$ZABBIX.URL}")
    signal = one("zabbix", data)
    assert signal.title == "Disk space is low (used > 90%)"
    assert "host" not in signal.labels
    assert signal.links == ()
    assert "*UNKNOWN*" not in signal.body


@pytest.mark.parametrize(
    ("done", "action"),
    [
        ("acknowledged", Action.ACKNOWLEDGE),
        ("acknowledged, commented and changed severity", Action.ACKNOWLEDGE),
        ("unacknowledged", Action.NOTE),
        ("commented", Action.NOTE),
        ("closed", Action.NOTE),
    ],
)
def test_an_update_in_zabbix_acknowledges_only_when_it_says_so(
    done: str, action: Action
) -> None:
    signal = one("zabbix", sample("zabbix", "acknowledged", update_action=done))
    assert signal.action is action
    assert signal.by == "Dev Patel (dev)"
    assert signal.body == "Cleaning up old dumps"


def test_zabbix_tags_that_are_no_json_are_named() -> None:
    with pytest.raises(Unreadable, match="event_tags"):
        one("zabbix", sample("zabbix", "firing", event_tags="[scope:capacity"))


# -- Uptime Kuma


def test_a_monitor_in_maintenance_is_noted_and_stays_as_it_is() -> None:
    data = sample("uptime_kuma", "firing")
    data["heartbeat"]["status"] = 3
    assert one("uptime_kuma", data).action is Action.NOTE


def test_an_unknown_status_of_uptime_kuma_is_named() -> None:
    data = sample("uptime_kuma", "firing")
    data["heartbeat"]["status"] = 7
    with pytest.raises(Unreadable, match=r"heartbeat\.status is “7”"):
        one("uptime_kuma", data)


def test_an_expiring_certificate_is_an_alert_of_its_own() -> None:
    msg = "[Web shop][https://shop.example] certificate will expire in 7 days"
    signal = one("uptime_kuma", {"heartbeat": None, "monitor": None, "msg": msg})
    assert (signal.title, signal.action) == (msg, Action.TRIGGER)


# -- Healthchecks


def test_a_check_is_known_by_its_code_whatever_its_name() -> None:
    down = sample("healthchecks", "firing")
    up = sample("healthchecks", "resolved")
    up["check"]["name"] = "Renamed"
    assert one("healthchecks", down).dedup_key == one("healthchecks", up).dedup_key
    assert one("healthchecks", down).tags == ("payments", "nightly")


def test_an_older_healthchecks_without_the_check_in_json_will_do() -> None:
    body = {"code": "c1", "status": "down", "name": "Backup", "tags": "db"}
    signal = one("healthchecks", body)
    assert (signal.title, signal.tags) == ("Backup did not report", ("db",))


# -- Netdata


def test_agents_tell_the_alerts_of_their_nodes_apart() -> None:
    keys = {
        one("netdata", sample("netdata", "agent firing", host=host)).dedup_key
        for host in ("web-1", "web-2")
    }
    assert len(keys) == 2


def test_an_unreachable_node_is_another_alert_than_what_it_reported() -> None:
    gone = one("netdata", sample("netdata", "unreachable"))
    assert (gone.title, gone.severity) == ("web-1 is unreachable", "critical")
    back = one("netdata", sample("netdata", "reachable"))
    assert (back.action, back.dedup_key) == (Action.RESOLVE, gone.dedup_key)


def test_netdatas_test_shows_the_token_that_it_asks_for() -> None:
    assert "123456" in one("netdata", sample("netdata", "test")).body


def test_the_older_names_of_netdata_are_read() -> None:
    data = sample("netdata", "firing")
    data["alarm"] = data.pop("alert")
    data["alarm_url"] = data.pop("alert_url")
    signal = one("netdata", data)
    assert signal.title == "ram_in_use"
    assert signal.links[0].text == "Netdata"


# -- Google Cloud Monitoring


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("open", Action.TRIGGER),
        ("OPEN", Action.TRIGGER),
        ("acknowledged", Action.ACKNOWLEDGE),
        ("closed", Action.RESOLVE),
    ],
)
def test_the_state_of_google_clouds_incident_says_what_to_do(
    state: str, action: Action
) -> None:
    data = sample("google_cloud", "firing")
    data["incident"]["state"] = state
    assert one("google_cloud", data).action is action


def test_google_clouds_incident_ends_when_it_ended() -> None:
    signal = one("google_cloud", sample("google_cloud", "resolved"))
    assert signal.at == datetime.fromtimestamp(1746179394, UTC)


def test_the_test_of_google_clouds_channel_is_read() -> None:
    data = {
        "version": "test",
        "incident": {
            "incident_id": "12345",
            "started_at": 0,
            "ended_at": 0,
            "state": "OPEN",
            "summary": "Test Incident",
            "documentation": "Test documentation",
        },
    }
    signal = one("google_cloud", data)
    assert (signal.title, signal.at) == ("Test Incident", None)
    assert "Test documentation" in signal.body


def test_no_severity_of_google_cloud_is_none() -> None:
    data = sample("google_cloud", "firing")
    data["incident"]["severity"] = "No severity"
    assert one("google_cloud", data).severity == ""


# -- ElastAlert


def test_the_fields_of_a_match_become_labels_but_not_all_of_a_long_document() -> None:
    many = {f"field{n:03}": n for n in range(300)}
    signal = one("elastalert", sample("elastalert", "firing", **many))
    assert signal.dedup_key == "many-5xx"
    assert len(signal.labels) <= 21
    assert signal.labels["rule"] == "Many 5xx answers"
    assert not any(name.startswith("_") for name in signal.labels)


def test_a_rule_without_a_name_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="rule is missing"):
        one("elastalert", {"@timestamp": "2026-03-12T14:04:58Z", "num_hits": 1})


# -- E-mail


@pytest.mark.parametrize(
    ("subject", "title", "action"),
    [
        ("PROBLEM: Disk full", "Disk full", Action.TRIGGER),
        ("** PROBLEM: Disk full **", "Disk full", Action.TRIGGER),
        ("[FIRING:3] Disk full", "Disk full", Action.TRIGGER),
        ("[RESOLVED] Disk full", "Disk full", Action.RESOLVE),
        ("Re: RECOVERY - Disk full", "Disk full", Action.RESOLVE),
        ("OK: Disk full", "Disk full", Action.RESOLVE),
        ("Fwd: AW: Disk full", "Disk full", Action.TRIGGER),
        ("Disk full, it is not ok", "Disk full, it is not ok", Action.TRIGGER),
        ("Up to date? No", "Up to date? No", Action.TRIGGER),
        ("Open issues", "Open issues", Action.TRIGGER),
        ("RESOLVED:", "RESOLVED:", Action.RESOLVE),
    ],
)
def test_the_subject_says_whether_it_is_over(
    subject: str, title: str, action: Action
) -> None:
    signal = one("email", {"from": "a@b.example", "subject": subject, "text": "…"})
    assert (signal.title, signal.action) == (title, action)


@pytest.mark.parametrize("name", ["firing", "resolved"])
def test_postmark_and_cloudmailin_are_both_read(name: str) -> None:
    signal = one("email", sample("email", name))
    assert signal.dedup_key == "backup of db1 failed"
    assert "backup@brightwater.example" in signal.labels["from"]
    assert signal.body
    assert signal.at is not None


def test_the_older_format_of_cloudmailin_is_read() -> None:
    headers = {
        "From": "A <a@b.example>",
        "Message-ID": "<1@b.example>",
        "Subject": "[RESOLVED] Disk full",
        "Date": "Mon, 16 Jan 2012 17:00:01 +0000",
    }
    signal = one("email", {"headers": headers, "plain": "Fine again"})
    assert signal.labels["message_id"] == "<1@b.example>"
    assert signal.at == datetime(2012, 1, 16, 17, 0, 1, tzinfo=UTC)
    assert signal.body == "Fine again"
