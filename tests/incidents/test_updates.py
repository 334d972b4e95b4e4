"""What an update plans, and what a change of status or severity does to the plan."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.catalog.models import SeverityRule
from incidents.channels.models import SlackUser, Workspace
from incidents.lifecycle import declaring
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Entry, Incident
from incidents.reminders.models import Reminder
from incidents.response import due
from incidents.response.updating import publish_update
from incidents.updates import following, reminding
from incidents.updates.models import Subscription
from incidents.updates.values import Update
from incidents.values import Mistake, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ada() -> Person:
    return person("Ada")


def person(name: str, *, guest: bool = False) -> Person:
    workspace, _ = Workspace.objects.get_or_create(slack_id="T1", name="Example")
    made = Person.objects.create(name=name, email=f"{name}@example.com".lower())
    SlackUser.objects.create(
        workspace=workspace,
        slack_id=f"U{name.upper()}",
        person=made,
        is_guest=guest,
    )
    return made


def declare(
    by: Person, severity: str = "SEV1", *, is_private: bool = False
) -> Incident:
    declaration = Declaration(
        title="Search is slow", severity=severity, is_private=is_private
    )
    return declaring.declare(declaration=declaration, by=by, now=NOW)


def update(incident: Incident, by: Person, *, after: int, **more: object) -> Incident:
    """`after` is in minutes from the start."""
    told = Update(**({"text": "Looking"} | more))  # type: ignore[arg-type]
    return publish_update(
        incident=incident, update=told, by=by, now=NOW + after * MINUTE
    )


def next_due(incident: Incident) -> float | None:
    """In minutes from the start; the reminder's time is the same."""
    at = queries.get(incident.pk).next_update_at
    rows = list(Reminder.objects.filter(kind="update").values_list("due_at", flat=True))
    assert rows == ([at] if at else [])
    return (at - NOW) / MINUTE if at else None


def test_the_first_update_is_due_a_cadence_after_declaring(ada: Person) -> None:
    assert next_due(declare(ada)) == 30
    Reminder.objects.all().delete()
    assert next_due(declare(ada, "")) is None


def test_an_update_plans_the_next_as_asked(ada: Person) -> None:
    incident = declare(ada)
    update(incident, ada, after=10)
    assert next_due(incident) == 40
    promise = NOW + 100 * MINUTE
    update(incident, ada, after=20, as_severity_asks=False, next_at=promise)
    assert next_due(incident) == 100
    update(incident, ada, after=30, as_severity_asks=False)
    assert next_due(incident) is None


def test_a_change_of_severity_plans_anew(ada: Person) -> None:
    incident = declare(ada, "SEV3")
    assert next_due(incident) is None
    later = NOW + 10 * MINUTE
    for severity, minutes in (("SEV1", 40), ("SEV2", 70), ("SEV4", None)):
        lifecycle.change_severity(
            incident=incident, severity=severity, by=ada, now=later
        )
        assert next_due(incident) == minutes


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.POST_INCIDENT])
def test_what_is_over_waits_for_no_update(ada: Person, status: Status) -> None:
    incident = declare(ada)
    lifecycle.resolve(incident=incident, by=ada, now=NOW + MINUTE)
    if status is not Status.RESOLVED:
        lifecycle.change_status(
            incident=incident, wanted=status, by=ada, now=NOW + 2 * MINUTE
        )
    assert next_due(incident) is None
    update(incident, ada, after=5)
    assert next_due(incident) is None
    back = {"status": "investigating", "text": "It came back"}
    update(incident, ada, after=60, **back)
    assert next_due(incident) == 90
    assert "It came back" in incident.entries.get(kind=Entry.Kind.REOPENED).text


def test_going_on_among_the_open_statuses_leaves_the_plan(ada: Person) -> None:
    incident = declare(ada)
    lifecycle.change_status(
        incident=incident, wanted=Status.FIXING, by=ada, now=NOW + 20 * MINUTE
    )
    assert next_due(incident) == 30


def test_an_update_on_what_is_in_triage_accepts_it(ada: Person) -> None:
    declaration = Declaration(title="Search is slow", severity="SEV2")
    (incident,) = declaring.declare_many(declarations=[declaration], by=None, now=NOW)
    assert next_due(incident) is None
    update(incident, ada, after=10)
    assert queries.get(incident.pk).status == Status.INVESTIGATING
    assert next_due(incident) == 70


def test_a_mistake_in_one_field_changes_nothing_at_all(ada: Person) -> None:
    incident = declare(ada, "SEV3")
    lines = incident.entries.count()
    with pytest.raises(Mistake) as refused:
        update(incident, ada, after=5, severity="SEV1", status="closed")
    assert refused.value.field == "status"
    with pytest.raises(Mistake) as refused:
        update(incident, ada, after=5, severity="SEV1", next_at=NOW)
    assert refused.value.field == "at"
    assert queries.get(incident.pk).severity == "SEV3"
    assert incident.entries.count() == lines


def asks(incident: Incident) -> list[int]:
    """Let a day pass, a look each minute: in which minutes it is asked."""
    found = []
    for minute in range(24 * 60):
        before = _asked(incident)
        while due.advance(NOW + minute * MINUTE):
            pass
        if _asked(incident) != before:
            found.append(minute)
    return found


def _asked(incident: Incident) -> object:
    effect = Effect.objects.filter(key=f"reminder:{incident.pk}").first()
    return effect.args.get("at") if effect else None


def test_a_late_update_is_asked_for_at_its_cadence_and_so_often(ada: Person) -> None:
    SeverityRule.objects.filter(severity="SEV1").update(reminders=4)
    incident = declare(ada)
    assert asks(incident) == [30, 60, 90, 120]
    ends = incident.entries.filter(kind=Entry.Kind.REMINDER)
    assert [line.text for line in ends] == [
        "Muster stops asking for an update: it asked 4 times"
    ]


def test_a_severity_may_ask_for_updates_and_never_remind(ada: Person) -> None:
    SeverityRule.objects.filter(severity="SEV1").update(reminders=0)
    incident = declare(ada)
    assert next_due(incident) == 30
    assert asks(incident) == []
    assert Effect.objects.get(key=f"card:{incident.pk}").wanted > 1


def test_a_snooze_puts_off_the_next_and_keeps_the_bound(ada: Person) -> None:
    SeverityRule.objects.filter(severity="SEV1").update(reminders=3)
    incident = declare(ada)
    assert due.advance(NOW + 30 * MINUTE)
    reminding.snooze(incident=incident, minutes=120, by=ada, now=NOW + 31 * MINUTE)
    assert asks(incident) == [151, 181]
    assert "snoozed for 2 h" in incident.entries.all()[1].text


def test_a_snooze_may_ask_again_sooner_than_the_cadence(ada: Person) -> None:
    incident = declare(ada, "SEV2")
    assert due.advance(NOW + 60 * MINUTE)
    reminding.snooze(incident=incident, minutes=15, by=ada, now=NOW + 61 * MINUTE)
    assert asks(incident)[:2] == [76, 136]


@pytest.mark.parametrize("minutes", [0, 24 * 60 + 1, 5])
def test_a_snooze_that_makes_no_sense_is_refused(ada: Person, minutes: int) -> None:
    incident = declare(ada)
    with pytest.raises(Mistake):
        reminding.snooze(incident=incident, minutes=minutes, by=ada, now=NOW)
    assert next_due(incident) == 30


def test_no_more_reminders_until_the_next_update(ada: Person) -> None:
    incident = declare(ada)
    reminding.stop(incident=incident, by=ada, now=NOW + MINUTE)
    assert Reminder.objects.count() == 0
    with pytest.raises(Mistake, match="no reminder to come"):
        reminding.stop(incident=incident, by=ada, now=NOW + MINUTE)
    update(incident, ada, after=20)
    assert next_due(incident) == 50


def told(incident: Incident) -> set[tuple[str, int]]:
    """Who is told, and how, by the ids of people."""
    effects = Effect.objects.filter(
        subject=incident.subject, kind__in=["told", "email"]
    )
    return {(effect.kind, effect.args["person"]) for effect in effects}


def test_followers_are_told_as_they_chose_and_the_writer_is_not(
    ada: Person, settings: object
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"  # type: ignore[attr-defined]
    incident = declare(ada)
    grace, ben = person("Grace"), person("Ben")
    for each, way in ((ada, "dm"), (grace, "dm"), (ben, "email")):
        following.subscribe(incident=incident, by=each, way=way)
        following.subscribe(incident=incident, by=each, way=way)
    update(incident, ada, after=5, severity="SEV2", status="fixing")
    assert told(incident) == {("told", grace.pk), ("email", ben.pk)}
    assert Effect.objects.filter(kind__in=["told", "email"]).count() == 2


def test_guests_and_strangers_of_a_private_incident_cannot_follow(ada: Person) -> None:
    public, secret = declare(ada), declare(ada, is_private=True)
    with pytest.raises(Mistake):
        following.subscribe(incident=public, by=person("Guest", guest=True), way="dm")
    with pytest.raises(Mistake):
        following.subscribe(incident=secret, by=person("Grace"), way="dm")
    assert Subscription.objects.count() == 0


def test_making_it_private_drops_who_may_not_know_of_it(ada: Person) -> None:
    incident, grace = declare(ada), person("Grace")
    for each in (ada, grace):
        following.subscribe(incident=incident, by=each, way="dm")
    incident.is_private = True
    incident.save()
    with CaptureQueriesContext(connection) as asked:
        following.drop_unseen(incident=incident)
    assert len(asked) <= 8  # however many follow it
    assert [each.person for each in incident.subscriptions.all()] == [ada]


@pytest.mark.parametrize(
    ("way", "said"), [("pigeon", "no way “pigeon”"), ("email", "sends no e-mail")]
)
def test_a_way_that_does_not_exist_is_refused(ada: Person, way: str, said: str) -> None:
    with pytest.raises(Mistake, match=said) as refused:
        following.subscribe(incident=declare(ada), by=ada, way=way)
    assert refused.value.field == "way"
