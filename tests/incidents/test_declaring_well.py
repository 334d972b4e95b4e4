"""Help for who declares: is it open already, how bad is it."""

from datetime import UTC, datetime
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalog import impact
from incidents.catalog.models import ImpactQuestion, Service, SeverityRule
from incidents.lifecycle import declaring
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.duplicates import (
    ALIKE,
    SAME_WORD,
    likeness,
    near_duplicates,
)
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person, Team
from incidents.values import Severity

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Checkout is down", "checkout down again"),
        ("Checkout is down", "Chekout is down!"),
        ("Search slow", "The search is very slow since the release"),
        ("Оплата не работает", "Не работает оплата"),
    ],
)
def test_titles_that_say_the_same_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Checkout is slow", "Search is slow"),
        ("Database is down", "The office coffee machine leaks"),
        ("It is on", "It is not on"),
        ("", "Checkout is down"),
    ],
)
def test_titles_about_other_things_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) in (0, 1)


@given(
    st.text("abcde", min_size=4, max_size=9), st.text("abcde", min_size=4, max_size=9)
)
def test_no_mistyped_word_is_passed_over_for_speed(one: str, other: str) -> None:
    ratio = SequenceMatcher(None, one, other).ratio()
    assert likeness(one, other) == (ratio >= SAME_WORD)


@given(st.lists(st.sampled_from(["", *Severity])))
def test_the_worst_answer_counts(answers: list[str]) -> None:
    spoken = [answer for answer in answers if answer]
    assert impact.proposed(answers) == (min(spoken) if spoken else "")


@pytest.fixture
def ada(db: None) -> Person:
    return Person.objects.create_user("ada@example.com", "Ada Okafor")


def declare(title: str, by: Person, **more: object) -> int:
    declaration = Declaration(title=title, **more)  # type: ignore[arg-type]
    return declaring.declare(declaration=declaration, by=by, now=NOW).pk


def found(title: str, by: Person, **more: object) -> list[int]:
    declaration = Declaration(title=title, **more)  # type: ignore[arg-type]
    return [each.pk for each in near_duplicates(declaration=declaration, by=by)]


def test_what_is_open_already_is_found_the_likest_first(ada: Person) -> None:
    partly = declare("Checkout is slow and the basket is down", ada)
    same = declare("Checkout is down", ada)
    declare("Search is slow", ada)
    assert found("Checkout down for all", ada) == [same, partly]


def test_of_the_same_service_less_likeness_is_enough(ada: Person) -> None:
    team = Team.objects.create(name="Payments", slug="payments")
    service = Service.objects.create(name="Checkout", slug="checkout", team=team)
    declared = declare("Payments fail for one bank", ada, service=service.pk)
    assert found("Payments are slow", ada) == []
    assert found("Payments are slow", ada, service=service.pk) == [declared]


def test_what_is_over_or_hidden_is_not_offered(ada: Person) -> None:
    ben = Person.objects.create_user("ben@example.com", "Ben Castellano")
    hidden = declare("Checkout is down", ben, is_private=True)
    assert found("Checkout is down", ada) == []
    assert found("Checkout is down", ben) == [hidden]
    over = declaring.declare(
        declaration=Declaration(title="Search is down"), by=ada, now=NOW
    )
    lifecycle.resolve(incident=over, by=ada, now=NOW)
    assert found("Search is down", ada) == []


@pytest.mark.django_db
def test_answers_propose_a_severity_with_its_consequences() -> None:
    question = ImpactQuestion.objects.get(text="Who notices?")
    many = question.levels.get(text="Many customers")
    nobody = question.levels.get(text="Nobody yet")
    assert impact.answered([many.pk, nobody.pk]) == "SEV2"
    assert impact.answered([nobody.pk]) == ""
    SeverityRule.objects.filter(severity="SEV2").update(freezes=True)
    told = "; ".join(impact.consequences("SEV2"))
    assert "every 60 minutes" in told
    assert "deployments are frozen" in told
    assert "a post-mortem" in told
    assert impact.consequences("") == []
