"""Any verbs, by anybody, in any order: what must always be true of an incident."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.channels.models import SlackUser, Workspace
from incidents.lifecycle import declaring
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import MILESTONES, Incident
from incidents.response.updating import publish_update
from incidents.updates.values import Update
from incidents.values import Mistake, Severity, Status

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ("Ada", "Ben", "Gone")

people = st.sampled_from(NAMES)
texts = st.sampled_from(["", "  ", "Rolled back", "\u202eלא", "x" * 3_001])
# Clocks of different servers: a later request may carry an earlier time.
minutes = st.integers(-30, 600)
changes = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(Status)),
    st.tuples(st.just("severity"), st.sampled_from([*Severity.values, "5", ""])),
    st.tuples(st.just("lead"), people),
    st.tuples(st.just("update"), texts),
    st.tuples(st.just("resolve"), texts),
    st.tuples(st.just("close"), texts),
    st.tuples(st.just("reopen"), texts),
)
histories = st.lists(st.tuples(changes, people, minutes), max_size=12)


@pytest.fixture
def crowd() -> dict[str, Person]:
    workspace = Workspace.objects.create(slack_id="T1", name="Example")
    crowd = {}
    for name in NAMES:
        person = Person.objects.create(
            name=name, email=f"{name}@example.com".lower(), is_active=name != "Gone"
        )
        SlackUser.objects.create(
            workspace=workspace, slack_id=f"U{name.upper()}", person=person
        )
        crowd[name] = person
    return crowd


@given(history=histories, private=st.booleans())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_happens_an_incident_makes_sense(
    crowd: dict[str, Person],
    history: list[tuple[tuple[str, str], str, int]],
    private: bool,
) -> None:
    with transaction.atomic():
        declaration = Declaration(title="Search is slow", is_private=private)
        incident = declaring.declare(
            declaration=declaration, by=crowd["Ada"], now=START
        )
        for change, who, minute in history:
            _change(incident.pk, change, crowd, who, START + timedelta(minutes=minute))
        transaction.set_rollback(True)


def _change(
    pk: int,
    change: tuple[str, str],
    crowd: dict[str, Person],
    who: str,
    now: datetime,
) -> None:
    before = queries.get(pk)
    lines = before.entries.count()
    try:
        with transaction.atomic():
            _do(before, change, crowd, by=crowd[who], now=now)
    except Mistake:
        assert _seen(queries.get(pk)) == _seen(before)
        assert before.entries.count() == lines
        return
    after = queries.get(pk)
    assert after.entries.count() == lines + 1
    assert _seen(after) != _seen(before) or change[0] == "update"
    _makes_sense(after)


def _do(
    incident: Incident,
    change: tuple[str, str],
    crowd: dict[str, Person],
    *,
    by: Person,
    now: datetime,
) -> None:
    verb, value = change
    if verb == "status":
        lifecycle.change_status(incident=incident, wanted=Status(value), by=by, now=now)
    elif verb == "severity":
        lifecycle.change_severity(incident=incident, severity=value, by=by, now=now)
    elif verb == "lead":
        lifecycle.assign_lead(incident=incident, lead=crowd[value], by=by, now=now)
    elif verb == "update":
        publish_update(incident=incident, update=Update(text=value), by=by, now=now)
    else:
        act = getattr(lifecycle, verb)
        act(incident=incident, reason=value, by=by, now=now)


def _seen(incident: Incident) -> tuple[object, ...]:
    return (
        incident.status,
        incident.severity,
        incident.lead_id,
        incident.latest_update,
        incident.resolution,
        *(incident.reached(status) for status in MILESTONES),
    )


def _makes_sense(incident: Incident) -> None:
    status = Status(incident.status)
    reached = [at for s in MILESTONES if (at := incident.reached(s))]
    assert reached == sorted(reached)
    assert incident.reached(status) is not None
    assert (incident.resolved_at is None) == status.is_open
    assert (incident.closed_at is not None) == (status is Status.CLOSED)
    assert incident.lead is not None
    assert incident.lead.is_active
    for name in ("lead", "declared_by"):
        person = getattr(incident, name)
        assert Incident.objects.visible_to(person).filter(pk=incident.pk).exists()
    effects = Effect.objects.filter(subject=incident.subject)
    assert not effects.filter(wanted__lt=F("shown")).exists()
    kinds = list(effects.filter(mode="state").values_list("kind", flat=True))
    assert len(kinds) == len(set(kinds))
    assert not (incident.is_private and {"announcement", "thread"} & set(kinds))
    lines = list(queries.timeline(incident).values_list("pk", flat=True))
    assert lines == sorted(lines)
