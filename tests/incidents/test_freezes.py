"""When deployments should wait: what is typed, what holds what, what ends it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalog.models import Service, SeverityRule
from incidents.freezes import queries, services
from incidents.freezes.models import Freeze
from incidents.freezes.until import LONGEST, until_of, words_of
from incidents.freezes.values import UnknownScope
from incidents.lifecycle import declaring
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person, Team
from incidents.reminders.models import Reminder
from incidents.response import due
from incidents.values import Mistake, Severity

NOW = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
SCOPES = {"all", "payments", "checkout-api"}
ZONES = ["UTC", "Europe/London", "Asia/Kolkata", "America/Los_Angeles"]


@given(
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 59),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
)
def test_a_clock_time_is_the_next_one_of_the_person(
    zone: str, hour: int, minute: int, moment: datetime
) -> None:
    now = moment.replace(tzinfo=UTC)
    until = until_of(f"{hour}:{minute:02}", zone=zone, now=now)
    assert until is not None
    assert now < until <= now + timedelta(hours=26)
    shown = until.astimezone(ZoneInfo(zone))
    skipped = shown.utcoffset() != (shown - timedelta(hours=3)).utcoffset()
    assert (shown.hour, shown.minute) == (hour, minute) or skipped


@given(st.integers(0, 29), st.integers(0, 20), st.integers(1, 59))
def test_a_length_is_counted_from_now(days: int, hours: int, minutes: int) -> None:
    until = until_of(f"{days}d{hours}h{minutes}m", zone="UTC", now=NOW)
    assert until == NOW + timedelta(days=days, hours=hours, minutes=minutes)


@given(st.text(max_size=12))
def test_no_word_breaks_the_reading(word: str) -> None:
    try:
        until = until_of(word, zone="Europe/London", now=NOW)
    except Mistake:
        return
    assert until is None or NOW < until <= NOW + LONGEST


@pytest.mark.parametrize(
    ("text", "scope", "minutes", "reason"),
    [
        ("all 2h the database moves", "all", 120, "the database moves"),
        ("payments", "payments", None, ""),
        ("checkout-api for 30m", "checkout-api", 30, ""),
        ("Payments until 1d why not", "payments", 1440, "why not"),
        ("90m quiet please", "", 90, "quiet please"),
        ("all the database moves", "all", None, "the database moves"),
    ],
)
def test_the_words_behind_freeze_are_scope_end_and_reason(
    text: str, scope: str, minutes: int | None, reason: str
) -> None:
    read = words_of(text, scopes=SCOPES, zone="UTC", now=NOW)
    end = NOW + timedelta(minutes=minutes) if minutes else None
    assert (read.scope, read.until, read.reason) == (scope, end, reason)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("we are moving", "is no scope"),
        ("all until", "Until when"),
        ("all until dawn", "Until when"),
        ("all 31d", "at most 30 days"),
    ],
)
def test_what_cannot_be_read_says_the_rule(text: str, told: str) -> None:
    with pytest.raises(Mistake, match=told):
        words_of(text, scopes=SCOPES, zone="UTC", now=NOW)


@pytest.fixture
def ada(db: None) -> Person:
    return Person.objects.create_user("ada@example.com", "Ada Okafor")


@pytest.fixture(autouse=True)
def search(db: None) -> Team:
    """A team that nothing here is about."""
    return Team.objects.create(name="Search", slug="search")


@pytest.fixture
def service(db: None) -> Service:
    team = Team.objects.create(name="Payments", slug="payments")
    return Service.objects.create(name="Checkout API", slug="checkout-api", team=team)


def frozen(scope: str, now: datetime = NOW) -> bool:
    return queries.state(scope=scope, now=now).frozen


def test_a_freeze_of_a_team_holds_its_services_and_no_others(
    ada: Person, service: Service
) -> None:
    services.freeze(scope="payments", until=None, reason="", by=ada, now=NOW)
    assert frozen("checkout-api")
    assert frozen("payments")
    assert frozen("all")
    assert not frozen("search")


def test_a_freeze_of_everything_holds_everything(ada: Person, service: Service) -> None:
    services.freeze(scope="", until=None, reason="Moving", by=ada, now=NOW)
    assert frozen("checkout-api")
    assert queries.state(scope="search", now=NOW).standing[0].reason == "Moving"


def test_a_mistyped_scope_is_unknown_and_never_free(service: Service) -> None:
    with pytest.raises(UnknownScope) as told:
        queries.state(scope="chekout-api", now=NOW)
    assert told.value.message == (
        "There is no scope “chekout-api”. Did you mean checkout-api? A scope is all, "
        "or the short name of a team or service: all, catch-all, payments, search, "
        "checkout-api."
    )


def test_a_name_of_ones_own_is_known_once_it_was_frozen(ada: Person) -> None:
    made = services.freeze(scope="warehouse", until=None, reason="", by=ada, now=NOW)
    assert frozen("Warehouse")
    services.lift(freeze_id=made.pk, by=ada, now=NOW)
    assert not frozen("warehouse")


def test_the_scope_of_a_severity_is_known(ada: Person) -> None:
    rules = SeverityRule.objects.filter(severity=Severity.SEV1)
    rules.update(freezes=True, freeze_scope="Web-Shop")
    assert not frozen("web-shop")
    declaring.declare(
        declaration=Declaration(title="Shop is down", severity="SEV1"), by=ada, now=NOW
    )
    assert frozen("web-shop")


def test_freezing_the_same_again_changes_its_end(ada: Person) -> None:
    for hours in (1, 3):
        until = NOW + timedelta(hours=hours)
        services.freeze(scope="all", until=until, reason="", by=ada, now=NOW)
    assert Freeze.objects.count() == 1
    assert queries.state(scope="all", now=NOW).until == NOW + timedelta(hours=3)


def test_it_ends_by_itself_at_its_time(ada: Person) -> None:
    until = NOW + timedelta(hours=1)
    made = services.freeze(scope="all", until=until, reason="", by=ada, now=NOW)
    assert not due.advance(until - timedelta(seconds=1))
    assert not frozen("all", until)
    assert due.advance(until)
    made.refresh_from_db()
    assert made.lifted_at == until
    assert not Reminder.objects.exists()


def test_an_override_lets_its_scope_through_for_its_time(
    ada: Person, service: Service
) -> None:
    services.freeze(scope="all", until=None, reason="Moving", by=ada, now=NOW)
    services.override(
        scope="checkout-api",
        reason="Fixes the outage",
        lasting=timedelta(minutes=30),
        by=ada,
        now=NOW,
    )
    state = queries.state(scope="checkout-api", now=NOW)
    assert not state.frozen
    assert state.override is not None
    assert state.override.by == "Ada Okafor"
    assert frozen("search")
    assert frozen("checkout-api", NOW + timedelta(minutes=30))


def test_a_later_freeze_is_not_overridden_by_an_earlier_word(
    ada: Person, service: Service
) -> None:
    services.freeze(scope="checkout-api", until=None, reason="", by=ada, now=NOW)
    lasting = timedelta(hours=1)
    services.override(
        scope="checkout-api", reason="A fix", lasting=lasting, by=ada, now=NOW
    )
    services.freeze(scope="payments", until=None, reason="", by=ada, now=NOW)
    assert frozen("checkout-api")


@pytest.mark.parametrize(
    ("scope", "reason", "hours", "told"),
    [
        ("all", "  ", 1, "Reason is empty"),
        ("all", "Why", 25, "up to 24 hours"),
        ("search", "Why", 1, "not frozen"),
        ("no scope!", "Why", 1, "letters, digits"),
    ],
)
def test_an_override_that_cannot_be_says_why(
    ada: Person, scope: str, reason: str, hours: int, told: str
) -> None:
    services.freeze(scope="payments", until=None, reason="", by=ada, now=NOW)
    with pytest.raises(Mistake, match=told):
        services.override(
            scope=scope, reason=reason, lasting=timedelta(hours=hours), by=ada, now=NOW
        )


def test_a_severity_that_freezes_does_so_until_it_is_over(ada: Person) -> None:
    SeverityRule.objects.filter(severity=Severity.SEV1).update(freezes=True)
    incident = declaring.declare(
        declaration=Declaration(title="Checkout is down", severity="SEV2"),
        by=ada,
        now=NOW,
    )
    assert not frozen("all")
    lifecycle.change_severity(incident=incident, severity="1", by=ada, now=NOW)
    assert frozen("all")
    assert queries.state(scope="all", now=NOW).standing[0].incident == "INC-" + str(
        incident.pk
    )
    lifecycle.resolve(incident=incident, by=ada, now=NOW)
    assert not frozen("all")
    lifecycle.reopen(incident=incident, by=ada, now=NOW, reason="It is back")
    assert frozen("all")
    lifecycle.change_severity(incident=incident, severity="3", by=ada, now=NOW)
    assert not frozen("all")


def test_another_severity_freezes_its_own_scope_alone(ada: Person) -> None:
    rules = SeverityRule.objects
    rules.filter(severity=Severity.SEV1).update(freezes=True)
    rules.filter(severity=Severity.SEV2).update(freezes=True, freeze_scope="payments")
    incident = declaring.declare(
        declaration=Declaration(title="Checkout is down", severity="SEV1"),
        by=ada,
        now=NOW,
    )
    assert frozen("search")
    lifecycle.change_severity(incident=incident, severity="2", by=ada, now=NOW)
    assert frozen("payments")
    assert not frozen("search")


@pytest.mark.parametrize("verb", ["lift", "override"])
def test_its_incident_is_held_before_the_freeze_as_the_incidents_own_verbs_do(
    ada: Person, verb: str
) -> None:
    """In another order, resolving it meanwhile would lock both up."""
    SeverityRule.objects.filter(severity=Severity.SEV1).update(freezes=True)
    declaration = Declaration(title="Checkout is down", severity="SEV1")
    declaring.declare(declaration=declaration, by=ada, now=NOW)
    hour = timedelta(hours=1)
    with CaptureQueriesContext(connection) as asked:
        if verb == "lift":
            services.lift(freeze_id=Freeze.objects.get().pk, by=ada, now=NOW)
        else:
            services.override(scope="all", reason="Fix", lasting=hour, by=ada, now=NOW)
    writes = [
        query["sql"]
        for query in asked.captured_queries
        if "FOR NO KEY" in query["sql"] or query["sql"].startswith(("INSERT", "UPDATE"))
    ]
    assert 'FROM "incidents_incident"' in writes[0]
    assert "FOR NO KEY UPDATE" in writes[0]
    assert not frozen("all")


def test_what_a_private_incident_froze_is_told_without_naming_it(ada: Person) -> None:
    SeverityRule.objects.filter(severity=Severity.SEV1).update(freezes=True)
    declaration = Declaration(title="Leak", severity="SEV1", is_private=True)
    declaring.declare(declaration=declaration, by=ada, now=NOW)
    (told,) = queries.state(scope="all", now=NOW).standing
    assert (told.reason, told.incident, told.by) == ("An incident", "", "Muster")
    (known,) = queries.state(scope="all", now=NOW, by=ada).standing
    assert "Leak" in known.reason
