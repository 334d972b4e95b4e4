"""The one message of an alert-born incident: true, short, and within Slack's limits."""

from datetime import timedelta
from typing import Any

import pytest

from bot.messages import alerts
from incidents.alerts.models import Alert
from incidents.alerts.showing import Shown
from incidents.catalog.models import Service
from incidents.people.models import Team
from incidents.values import Status
from tests.bot.facts import (
    HOSTILE,
    NOW,
    accept_message,
    everything,
    hostile,
    incident,
    marked_up,
    person,
)


def alert(**changes: Any) -> Alert:
    facts: dict[str, Any] = {
        "pk": 3,
        "title": "Errors of Checkout over 5 %",
        "status": Alert.Status.FIRING,
        "first_at": NOW - timedelta(minutes=9),
        "last_at": NOW,
        "service": Service(name="Checkout", team=Team(name="Payments")),
    }
    return Alert(**{**facts, **changes})


def shown(*alerts: Alert, **changes: Any) -> Shown:
    facts: dict[str, Any] = {
        "team": "Payments",
        "reason": "Payments owns Checkout.",
        "alerts": alerts,
        "counts": {"firing": len(alerts)},
        "signals": len(alerts),
        "first_at": NOW,
        "last_at": NOW,
    }
    return Shown(**{**facts, **changes})


def born(**changes: Any) -> Any:
    facts: dict[str, Any] = {
        "status": Status.TRIAGE,
        "declared_by": None,
        "lead": None,
        "channel": None,
        "channel_name": "",
    }
    return incident(**{**facts, **changes})


def test_it_says_what_fires_where_and_why_it_is_here() -> None:
    made = alerts.message(born(), shown(alert(count=12), tags=("eu", "db1")))
    text = marked_up(list(made.blocks))
    for expected in (
        "INC-12",
        "SEV1",
        "Triage",
        "Errors of Checkout over 5 % ×12",
        "1 firing",
        "Checkout (Payments)",
        "Why here: Payments owns Checkout.",
        "`eu` `db1`",
    ):
        assert expected in text
    accept_message(made)


def test_in_triage_it_can_be_accepted_resolved_silenced_and_explained() -> None:
    pressed = everything(list(alerts.message(born(), shown(alert())).blocks))
    for action in ("incident_accept", "incident_resolve", "alerts_silence"):
        assert f'"{action}"' in pressed
    assert '"alerts_why"' in pressed
    taken = born(status=Status.INVESTIGATING, acknowledged_by=person())
    accepted = alerts.message(taken, shown(alert()))
    assert "incident_accept" not in everything(list(accepted.blocks))
    assert "acknowledged by Ada Lovelace" in marked_up(list(accepted.blocks))


def test_a_channel_of_its_own_is_offered_until_it_has_one() -> None:
    offered = everything(list(alerts.message(born(), shown(alert())).blocks))
    assert "12:channel" in offered
    opening = born(channel_name="inc-12-checkout-errors")
    made = alerts.message(opening, shown(alert()))
    assert "12:channel" not in everything(list(made.blocks))


def test_more_alerts_than_fit_are_counted_with_a_link() -> None:
    many = shown(*[alert(pk=n) for n in range(8)], counts={"firing": 31})
    text = marked_up(list(alerts.message(born(), many).blocks))
    assert "/incidents/12/#alerts|and 23 more>" in text


def test_a_silence_is_shown_with_its_end_and_can_be_lifted() -> None:
    until = NOW + timedelta(hours=1)
    quiet = alerts.message(born(), shown(alert(), silenced_until=until))
    assert "silenced until" in marked_up(list(quiet.blocks))
    assert "12:off" in everything(list(quiet.blocks))
    loud = alerts.message(born(), shown(alert()))
    assert "12:off" not in everything(list(loud.blocks))


@pytest.mark.parametrize(
    ("ended_by", "expected"),
    [("Ada", "Resolved by Ada"), ("", "all its alerts resolved")],
)
def test_once_resolved_it_is_compact_and_says_by_whom(
    ended_by: str, expected: str
) -> None:
    over = born(status=Status.RESOLVED, resolved_at=NOW)
    state = shown(counts={"resolved": 4}, signals=9, ended_by=ended_by)
    made = alerts.message(over, state)
    text = marked_up(list(made.blocks))
    assert expected in text
    assert "4 resolved, 9 signals" in text
    assert len(made.blocks) == 2
    assert "alerts_silence" not in everything(list(made.blocks))


def test_a_merged_one_points_to_the_survivor() -> None:
    left = incident(pk=7, title="Checkout is down")
    gone = born(status=Status.MERGED, merged_into=left)
    text = marked_up(list(alerts.message(gone, shown()).blocks))
    assert "Merged into *INC-7* Checkout is down" in text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("status", [Status.TRIAGE, Status.RESOLVED])
def test_hostile_texts_stay_texts_within_the_limits(text: str, status: Status) -> None:
    link = {"text": text, "url": "https://example.com/" + "a" * 150}
    worst = alert(
        title=text[:200], body=text, is_flapping=True, count=2**31, links=[link]
    )
    state = shown(
        *[worst] * 8,
        reason=text[:500],
        team=text[:80],
        tags=tuple(f"{n}{text[:50]}" for n in range(30)),
        counts={"firing": 900, "held": 1, "suppressed": 1, "resolved": 1},
        silenced_until=NOW,
        ended_by=text[:120],
    )
    subject = hostile(text, status=status, resolved_at=NOW)
    made = alerts.message(subject, state, note=text)
    accept_message(made)
    marked = marked_up(list(made.blocks))
    assert "<!channel" not in marked
    assert "<!here" not in marked
    assert "<!subteam" not in marked
    assert "<@U1" not in marked


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a b", "https://x|<!channel>", "", "x" * 999]
)
def test_a_link_that_is_no_web_address_is_left_out(url: str) -> None:
    linked = alert(links=[{"text": "Graph", "url": url}])
    text = marked_up(list(alerts.message(born(), shown(linked)).blocks))
    assert "Graph" not in text
