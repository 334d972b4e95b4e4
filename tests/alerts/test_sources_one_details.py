"""What is read of the bodies of Alertmanager, Grafana, PagerDuty, Opsgenie, Sentry,
Datadog and SNS."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from incidents.alerts.cleaning import cleaned
from incidents.alerts.sources import Body, find
from incidents.alerts.values import Action, Signal, Unreadable

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def parsed(
    name: str, data: Any, context: Mapping[str, Any] | None = None
) -> list[Signal]:
    source = find(name)
    assert source is not None
    return list(source.parse(Body(data, context or {}, NOW)))


def one(name: str, data: Any, context: Mapping[str, Any] | None = None) -> Signal:
    (signal,) = parsed(name, data, context)
    return signal


def sample(name: str, sample_name: str) -> Any:
    source = find(name)
    assert source is not None
    return json.loads(json.dumps(source.samples[sample_name]))


def refused(name: str, data: Any) -> str:
    source = find(name)
    assert source is not None
    return source.check(data)


def of_sample(name: str, sample_name: str = "firing") -> Signal:
    source = find(name)
    assert source is not None
    return next(iter(source.parse(source.sample(sample_name, NOW))))


def urls(signal: Signal) -> dict[str, str]:
    return {link.text: link.url for link in signal.links}


class TestAlertmanager:
    def alert(self, **changes: Any) -> Signal:
        data = sample("alertmanager", "firing")
        data["alerts"] = [{**data["alerts"][0], **changes}]
        return one("alertmanager", data)

    def test_each_alert_of_the_list_is_one_with_its_fingerprint(self) -> None:
        found = parsed("alertmanager", sample("alertmanager", "firing"))
        assert [each.dedup_key for each in found] == [
            "f2be585645bb55ec",
            "0a6b1c4c8f3f7d21",
        ]
        assert [each.title for each in found] == [
            "Instance db1.example:9100 down",
            "Instance db2.example:9100 down",
        ]

    def test_its_own_grouping_is_the_group_key(self) -> None:
        found = parsed("alertmanager", sample("alertmanager", "firing"))
        key = '{}:{alertname="InstanceDown", service="checkout"}'
        assert {each.group_key for each in found} == {key}

    def test_severity_labels_and_addresses_are_taken_over(self) -> None:
        signal = of_sample("alertmanager")
        assert signal.severity == "critical"
        assert signal.labels["instance"] == "db1.example:9100"
        assert urls(signal) == {
            "Runbook": "https://runbooks.example/InstanceDown",
            "Source": "http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0",
            "Alertmanager": "http://alertmanager.example:9093",
        }

    def test_an_annotation_that_is_an_address_is_a_link_and_no_script_is(self) -> None:
        signal = self.alert(
            annotations={
                "dashboard_url": "https://grafana.example/d/1",
                "logs": "https://logs.example",
                "evil": "javascript:alert(1)",
            }
        )
        assert urls(signal)["Dashboard"] == "https://grafana.example/d/1"
        assert urls(signal)["Logs"] == "https://logs.example"
        assert not any("javascript" in link.url for link in signal.links)

    def test_without_annotations_the_title_is_the_alerts_name(self) -> None:
        assert self.alert(annotations={}).title == "InstanceDown"

    def test_without_a_fingerprint_the_same_labels_are_the_same_alert(self) -> None:
        labels = {"alertname": "A", "host": "db1"}
        turned = {"host": "db1", "alertname": "A"}
        first = self.alert(fingerprint=None, labels=labels)
        assert first.dedup_key
        assert self.alert(labels=turned, fingerprint="").dedup_key == first.dedup_key
        other = self.alert(fingerprint=None, labels={**labels, "host": "db2"})
        assert other.dedup_key != first.dedup_key

    def test_a_group_may_hold_firing_and_resolved_alerts(self) -> None:
        data = sample("alertmanager", "firing")
        data["alerts"][1]["status"] = "resolved"
        found = parsed("alertmanager", data)
        assert [each.action for each in found] == [Action.TRIGGER, Action.RESOLVE]

    def test_what_was_cut_off_is_said(self) -> None:
        data = {**sample("alertmanager", "firing"), "truncatedAlerts": 12}
        assert "12 more alerts" in parsed("alertmanager", data)[0].body

    def test_a_resolve_is_dated_by_its_end(self) -> None:
        signal = of_sample("alertmanager", "resolved")
        assert signal.at == datetime(2026, 11, 21, 3, 41, 7, 344000, tzinfo=UTC)

    def test_the_end_of_the_year_one_is_none(self) -> None:
        signal = self.alert(status="resolved", endsAt="0001-01-01T00:00:00Z")
        assert signal.at is None

    def test_what_still_fires_is_never_older_than_an_end_that_came_between(
        self,
    ) -> None:
        """Prometheus was out of reach, its alert ended, and it fires on."""
        ended = of_sample("alertmanager", "resolved").at
        again = of_sample("alertmanager").at
        assert ended is not None
        assert again is None or again > ended

    def test_a_body_without_alerts_says_so(self) -> None:
        with pytest.raises(Unreadable, match="alerts is missing"):
            parsed("alertmanager", {"version": "4", "alerts": []})

    def test_labels_of_the_wrong_type_are_named(self) -> None:
        with pytest.raises(Unreadable, match="labels is a list"):
            self.alert(labels=["a"])


class TestGrafana:
    def test_its_values_and_addresses_are_shown(self) -> None:
        signal = of_sample("grafana")
        assert signal.body.endswith("B = 44.23943737541908, C = 1")
        assert {"Dashboard", "Panel", "Silence", "Source", "Grafana"} <= set(
            urls(signal)
        )

    def test_values_as_a_text_are_shown_too(self) -> None:
        data = sample("grafana", "firing")
        del data["alerts"][0]["values"]
        data["alerts"][0]["valueString"] = "[ value=14151.33 ]"
        assert "[ value=14151.33 ]" in one("grafana", data).body

    @pytest.mark.parametrize(
        ("state", "action"),
        [
            ("alerting", Action.TRIGGER),
            ("no_data", Action.TRIGGER),
            ("ok", Action.RESOLVE),
            ("paused", Action.RESOLVE),
        ],
    )
    def test_an_old_dashboards_alert_goes_by_its_state(
        self, state: str, action: Action
    ) -> None:
        data = {**sample("grafana", "dashboard firing"), "state": state}
        assert one("grafana", data).action is action


class TestPagerDuty:
    def test_details_are_told_and_short_ones_are_labels(self) -> None:
        data = sample("pagerduty", "firing")
        data["payload"]["custom_details"] = {
            "firing": "Labels:\n - alertname = A\n",
            "num_firing": "1",
            "deep": {"a": 1, "b": [1]},
            "many": ["x", {"y": 1}],
        }
        signal = one("pagerduty", data)
        assert "num_firing: 1\ndeep: a = 1, b = …\nmany: x, …" in signal.body
        assert signal.labels["num_firing"] == "1"
        assert signal.labels["source"] == "prod-datapipe03.example.com"
        assert "firing" not in signal.labels

    def test_the_key_that_was_made_for_it_is_its_own(self) -> None:
        data = sample("pagerduty", "firing")
        del data["dedup_key"]
        assert one("pagerduty", data, {"dedup_key": "made"}).dedup_key == "made"
        data["dedup_key"] = "said"
        assert one("pagerduty", data, {"dedup_key": "made"}).dedup_key == "said"

    def test_links_images_and_the_client_are_links(self) -> None:
        assert list(urls(of_sample("pagerduty"))) == [
            "Sample Monitoring Service",
            "An example link.",
            "An example link with an image",
        ]

    @pytest.mark.parametrize("name", ["summary", "source", "severity"])
    def test_it_refuses_a_trigger_without_what_the_schema_requires(
        self, name: str
    ) -> None:
        data = sample("pagerduty", "firing")
        del data["payload"][name]
        assert f"payload.{name}" in refused("pagerduty", data)

    @pytest.mark.parametrize("action", ["resolve", "acknowledge"])
    def test_it_refuses_to_end_nothing(self, action: str) -> None:
        assert "dedup_key" in refused("pagerduty", {"event_action": action})

    @pytest.mark.parametrize("action", [None, "change", [], {}, 1])
    def test_it_refuses_an_unknown_action(self, action: Any) -> None:
        assert "event_action" in refused("pagerduty", {"event_action": action})


class TestOpsgenie:
    def test_responders_are_named_in_a_label(self) -> None:
        signal = of_sample("opsgenie")
        assert signal.labels["responders"].endswith(
            "team NOC, user trinity@opsgenie.com"
        )
        assert signal.labels["key1"] == "value1"
        assert (signal.severity, signal.tags) == (
            "P1",
            ("OverwriteQuietHours", "Critical"),
        )

    def test_without_an_alias_the_id_that_was_made_is_its_key(self) -> None:
        signal = one("opsgenie", {"message": "It is down"}, {"identifier": "made"})
        assert (signal.title, signal.dedup_key) == ("It is down", "made")

    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            ("close", Action.RESOLVE),
            ("acknowledge", Action.ACKNOWLEDGE),
            ("notes", Action.NOTE),
        ],
    )
    def test_what_is_asked_of_an_alert_names_who_asks_and_why(
        self, action: str, expected: Action
    ) -> None:
        context = {"action": action, "identifier": "disk-db1"}
        signal = one("opsgenie", {"user": "zoe", "note": "Mine."}, context)
        assert signal.action is expected
        assert (signal.dedup_key, signal.by, signal.body) == (
            "disk-db1",
            "zoe",
            "Mine.",
        )

    def test_closing_needs_no_body(self) -> None:
        context = {"action": "close", "identifier": "disk-db1"}
        assert one("opsgenie", None, context).action is Action.RESOLVE

    def test_it_refuses_what_opsgenie_refuses(self) -> None:
        assert "message is missing" in refused("opsgenie", {"alias": "a"})
        assert refused("opsgenie", {"message": "m" * 130}) == ""
        assert "131 characters" in refused("opsgenie", {"message": "m" * 131})
        too_long = {"message": "m", "alias": "a" * 513}
        assert "alias has 513" in refused("opsgenie", too_long)
        assert "P1, P2" in refused("opsgenie", {"message": "m", "priority": "P9"})


class TestSentry:
    def test_an_issue_is_one_alert_whoever_tells_of_it(self) -> None:
        names = ("firing", "issue firing", "resolved", "plugin firing")
        keys = {of_sample("sentry", name).dedup_key for name in names}
        assert keys == {"issue-1117540176"}

    def test_whom_it_happened_to_stays_out_of_the_labels(self) -> None:
        signal = of_sample("sentry")
        assert signal.labels["browser"] == "Chrome 75.0.3770"
        assert not any("162.217" in value for value in signal.labels.values())

    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            ("unresolved", Action.TRIGGER),
            ("archived", Action.RESOLVE),
            ("ignored", Action.RESOLVE),
            ("assigned", Action.NOTE),
        ],
    )
    def test_an_issue_goes_by_what_became_of_it(
        self, action: str, expected: Action
    ) -> None:
        data = {**sample("sentry", "resolved"), "action": action}
        assert one("sentry", data).action is expected

    def test_a_metric_alert_has_the_severity_of_its_threshold(self) -> None:
        assert of_sample("sentry", "metric firing").severity == "critical"
        assert of_sample("sentry", "metric resolved").severity == ""

    def test_a_comment_is_a_note_on_its_issue(self) -> None:
        data = {
            "action": "created",
            "actor": {"id": 1, "name": "Zoe Lind", "type": "user"},
            "data": {"comment": "Rolled back.", "comment_id": "1", "issue_id": "100"},
        }
        signal = one("sentry", data)
        assert (signal.action, signal.dedup_key) == (Action.NOTE, "issue-100")
        assert (signal.by, signal.body) == ("Zoe Lind", "Rolled back.")

    def test_that_somebody_installs_it_is_no_alert(self) -> None:
        data = {"action": "created", "data": {"installation": {"status": "installed"}}}
        assert parsed("sentry", data) == []

    def test_what_it_does_not_know_says_so(self) -> None:
        with pytest.raises(Unreadable, match="data holds none of event"):
            parsed("sentry", {"action": "created", "data": {"seer": {}}})


class TestDatadog:
    def said(self, **changes: Any) -> Signal:
        return one("datadog", {**sample("datadog", "firing"), **changes})

    @pytest.mark.parametrize(
        ("transition", "action"),
        [
            ("Triggered", Action.TRIGGER),
            ("Re-Triggered", Action.TRIGGER),
            ("Warn", Action.TRIGGER),
            ("Re-Warn", Action.TRIGGER),
            ("No Data", Action.TRIGGER),
            ("Re-No Data", Action.TRIGGER),
            ("Renotify", Action.TRIGGER),
            ("Recovered", Action.RESOLVE),
        ],
    )
    def test_it_goes_by_the_transition(self, transition: str, action: Action) -> None:
        assert self.said(transition=transition).action is action

    def test_a_variable_without_a_value_is_empty(self) -> None:
        signal = self.said(priority="$ALERT_PRIORITY", hostname="null", scope="")
        assert signal.severity == "error"
        assert "host" not in signal.labels

    def test_an_event_that_is_no_monitor_goes_by_its_type(self) -> None:
        nothing = {"transition": "Null", "alert_id": "null", "aggreg_key": ""}
        assert self.said(**nothing, type="success").action is Action.RESOLVE
        signal = self.said(**nothing, type="error", title="", event_title="Deployed")
        assert (signal.title, signal.dedup_key) == ("Deployed", "event-1234567")

    def test_without_its_key_a_monitors_group_is_known_by_its_tags(self) -> None:
        first = self.said(aggreg_key="", scope="zone:a, host:b")
        turned = self.said(aggreg_key="", scope="host:b,zone:a")
        other = self.said(aggreg_key="", scope="host:c,zone:a")
        assert first.dedup_key == turned.dedup_key != other.dedup_key

    def test_its_title_is_the_monitors(self) -> None:
        titles = {of_sample("datadog", n).title for n in ("firing", "resolved")}
        assert titles == {"Host is Down"}

    def test_its_times_are_milliseconds(self) -> None:
        assert self.said(date="1406662672000").at == datetime(
            2014, 7, 29, 19, 37, 52, tzinfo=UTC
        )


class TestSns:
    def alarm(self, **changes: Any) -> Signal:
        data = sample("sns", "firing")
        data["Message"] = json.dumps({**json.loads(data["Message"]), **changes})
        return one("sns", data)

    @pytest.mark.parametrize(
        ("state", "action"),
        [
            ("ALARM", Action.TRIGGER),
            ("INSUFFICIENT_DATA", Action.TRIGGER),
            ("OK", Action.RESOLVE),
        ],
    )
    def test_an_alarm_goes_by_its_new_state(self, state: str, action: Action) -> None:
        assert self.alarm(NewStateValue=state).action is action

    def test_an_alarm_is_known_by_its_arn_and_shows_its_dimensions(self) -> None:
        signal = of_sample("sns")
        assert signal.dedup_key.endswith(":alarm:Example alarm name")
        assert signal.labels["QueueName"] == "orders"
        assert signal.labels["topic"] == "cloudwatch-alarms"
        assert signal.at == datetime(2017, 1, 12, 16, 30, 42, 236000, tzinfo=UTC)

    def test_an_alarm_without_an_arn_is_known_by_account_region_and_name(self) -> None:
        key = self.alarm(AlarmArn=None).dedup_key
        assert key == "000000000000:EU - Ireland:Example alarm name"

    def test_a_composite_alarm_has_no_metric(self) -> None:
        signal = self.alarm(Trigger=None, AlarmRule="ALARM(a) AND ALARM(b)")
        assert signal.title == "Example alarm name"
        assert "metric" not in signal.labels

    @pytest.mark.parametrize("message", ["Disk full.\nOn db1.", '"x"', "[1]", "{}"])
    def test_any_other_message_is_an_alert_as_it_stands(self, message: str) -> None:
        data = {**sample("sns", "text"), "Message": message}
        assert one("sns", data).body == message
        del data["Subject"]
        assert one("sns", data).title == message.splitlines()[0]

    def test_that_it_was_unsubscribed_is_an_alert(self) -> None:
        data = {**sample("sns", "text"), "Type": "UnsubscribeConfirmation"}
        assert "unsubscribed from the SNS topic" in one("sns", data).title

    def test_a_confirmation_is_none(self) -> None:
        data = {**sample("sns", "text"), "Type": "SubscriptionConfirmation"}
        assert parsed("sns", data) == []


def test_what_is_too_long_is_cut_and_keys_stay_their_own() -> None:
    data = sample("alertmanager", "firing")
    data["alerts"][0]["annotations"]["summary"] = "s" * 5000
    data["alerts"][0]["fingerprint"] = "f" * 2000
    first, _ = (cleaned(each, received_at=NOW) for each in parsed("alertmanager", data))
    data["alerts"][0]["fingerprint"] = "f" * 2001
    again, _ = (cleaned(each, received_at=NOW) for each in parsed("alertmanager", data))
    assert len(first.title) <= 200
    assert len(first.dedup_key) <= 512
    assert first.dedup_key != again.dedup_key
