"""Whatever comes in whatever order: nothing is lost, doubled or left open. Pure."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.alerts.cleaning import cleaned
from incidents.alerts.destinations import Destinations
from incidents.alerts.facts import Facts
from incidents.alerts.models import AlertSettings
from incidents.alerts.placing import ServiceFacts
from incidents.alerts.planning import plan
from incidents.alerts.routing import Router
from incidents.alerts.states import AlertState, GroupState, IncidentState, Incoming
from incidents.alerts.values import Action, Signal
from incidents.calendars.values import Coverage, Mode
from incidents.values import Status

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
SERVICE = 1


@dataclass
class World:
    """What the database would hold, kept in memory between batches."""

    settings: AlertSettings
    alerts: list[AlertState] = field(default_factory=list)
    groups: list[GroupState] = field(default_factory=list)
    incidents: list[IncidentState] = field(default_factory=list)
    now: datetime = START

    def sort(self, *signals: Signal) -> None:
        facts = self.facts()
        came = [
            Incoming(cleaned(each, received_at=self.now), SERVICE, "api", self.now)
            for each in signals
        ]
        done = plan(came, facts, self.now)
        for each in done.alerts:
            if each.pk is None:
                each.pk = len(self.alerts) + 1
                self.alerts.append(each)
        for incident in done.incidents:
            self.apply(incident)
        for group in done.opened:
            group.pk = len(self.groups) + 1
            self.groups.append(group)
        for closed in done.closed:
            closed.is_closed = True

    def apply(self, incident: IncidentState) -> None:
        if incident.pk is None:
            incident.pk = len(self.incidents) + 1
            self.incidents.append(incident)
        if incident.reopening and not incident.resolving:
            incident.status, incident.ended_at = Status.TRIAGE, None
        if incident.resolving:
            incident.status, incident.ended_at = Status.RESOLVED, self.now
        incident.reopening = incident.resolving = incident.raised = ""
        incident.joined_count = incident.left_count = 0
        incident.is_touched = False

    def facts(self) -> Facts:
        latest = {(each.service, each.dedup_key): each for each in self.alerts}
        groups = {(g.service, g.key): g for g in self.groups if not g.is_closed}
        since = self.now - timedelta(minutes=self.settings.storm_minutes)
        for each in self.alerts:
            each.is_changed = False
        for incident in self.incidents:
            incident.others_open = any(
                each.incident is incident and each.is_active
                for each in self.alerts
                if latest[each.service, each.dedup_key] is not each
            )
        return Facts(
            services={SERVICE: self.service(since)},
            rules=Router(()),
            slugs={"checkout": SERVICE},
            destinations=Destinations({}, None, None, {}),
            alerts=latest,
            groups=groups,
            storms={g.service: g for g in groups.values() if g.is_storm},
            incidents={each.pk: each for each in self.incidents if each.pk},
        )

    def service(self, since: datetime) -> ServiceFacts:
        return ServiceFacts(
            pk=SERVICE,
            name="Checkout",
            slug="checkout",
            team=1,
            team_slug="payments",
            team_name="Payments",
            settings=self.settings,
            coverage=Coverage(
                Mode.AUTOMATED,
                "Outside hours",
                START + timedelta(days=9),
                zone=ZoneInfo("UTC"),
            ),
            opened=sum(each.opened_at > since for each in self.groups),
        )


KEYS = st.sampled_from(["disk", "load", "net"])
GROUPS = st.sampled_from(["db1", "db2", ""])
SECONDS = st.none() | st.integers(0, 600)


@st.composite
def signals(draw: st.DrawFn) -> Signal:
    key, seconds = draw(KEYS), draw(SECONDS)
    return Signal(
        title=key,
        dedup_key=key,
        group_key=draw(GROUPS),
        action=draw(st.sampled_from([Action.TRIGGER, Action.TRIGGER, Action.RESOLVE])),
        severity=draw(st.sampled_from(["", "warning", "critical"])),
        at=START - timedelta(seconds=600 - seconds) if seconds is not None else None,
    )


BATCHES = st.lists(
    st.tuples(st.integers(0, 40), st.lists(signals(), max_size=8)), max_size=8
)
SETTINGS = st.builds(
    AlertSettings,
    service_id=st.just(SERVICE),
    reopen_minutes=st.sampled_from([0, 5, 30]),
    flap_changes=st.sampled_from([3, 50]),
    storm_incidents=st.sampled_from([2, 100]),
    hold_back_seconds=st.sampled_from([0, 0, 60]),
)


@settings(max_examples=200, deadline=None)
@given(BATCHES, SETTINGS)
def test_nothing_is_lost_doubled_or_left_open(
    batches: list[tuple[int, list[Signal]]], chosen: AlertSettings
) -> None:
    world = World(chosen)
    triggers = 0
    for minutes, batch in batches:
        world.now += timedelta(minutes=minutes)
        world.sort(*batch)
        triggers += sum(each.action is Action.TRIGGER for each in batch)
        assert sum(each.count for each in world.alerts) == triggers
        _assert_one_of_each(world)
        for alert in world.alerts:
            assert alert.decisions, "every alert says why it is where it is"
            if alert.is_active:
                assert alert.incident is not None
                assert alert.incident.is_open
        active = {id(each.incident) for each in world.alerts if each.is_active}
        for incident in world.incidents:
            assert not incident.is_open or id(incident) in active


def _assert_one_of_each(world: World) -> None:
    """One open alert of a key, one group of a group key, one storm."""
    keys = [each.dedup_key for each in world.alerts if each.is_open]
    assert len(keys) == len(set(keys))
    groups = [each.key for each in world.groups if not each.is_closed]
    assert len(groups) == len(set(groups))
    assert sum(g.is_storm and not g.is_closed for g in world.groups) <= 1
    leading = {
        (each.key, id(each.incident))
        for each in world.groups
        if each.incident.is_open and not each.is_closed
    }
    assert len({key for key, _ in leading}) == len(leading)


@settings(max_examples=100, deadline=None)
@given(st.lists(signals(), max_size=12), SETTINGS)
def test_how_signals_are_cut_into_batches_changes_no_alert(
    sent: list[Signal], chosen: AlertSettings
) -> None:
    whole, single = World(chosen), World(chosen)
    whole.sort(*sent)
    for each in sent:
        single.sort(each)

    def told(world: World) -> list[tuple[object, ...]]:
        return sorted((a.dedup_key, a.status, a.count) for a in world.alerts)

    assert told(whole) == told(single)


@given(st.permutations([0, 1, 2, 3]))
def test_with_the_tools_own_times_the_latest_word_counts_in_any_order(
    order: list[int],
) -> None:
    """Fires, resolves, fires, resolves: it is over, whatever arrives first."""
    world = World(AlertSettings(service_id=SERVICE, flap_changes=50))
    for number in order:
        world.sort(
            Signal(
                title="disk",
                dedup_key="disk",
                action=Action.RESOLVE if number % 2 else Action.TRIGGER,
                at=START - timedelta(minutes=10 - number),
            )
        )
    assert not any(each.is_open for each in world.alerts)
    assert not any(each.is_open for each in world.incidents)
