"""Every registered source: samples, setup page, and bodies that make no sense."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.alerts.sources import Body, Source, sources
from incidents.alerts.values import Action, Signal, Unreadable

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OVER = ("resolved", "back", "reachable")
NAMES = {"url": "https://muster.example", "hook": "https://muster.example/hooks/x/K"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)
WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1.5, float("nan"), float("inf")),
    *("", " ", "x", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "\ud800"),
    *([], [[]], [{}], [None], ["x"], {}, {"x": {}}, {"x": [None]}),
)
SAMPLES = [(each, name) for each in sources().values() for name in each.samples]

every = pytest.mark.parametrize("source", sources().values(), ids=sources())
every_sample = pytest.mark.parametrize(
    ("source", "name"), SAMPLES, ids=[f"{each.name}, {name}" for each, name in SAMPLES]
)


def parsed(source: Source, name: str) -> list[Signal]:
    return list(source.parse(source.sample(name, NOW)))


def is_over(name: str) -> bool:
    return name.rpartition(" ")[2] in OVER


@every
def test_a_source_has_samples_that_fire(source: Source) -> None:
    found = [each for name in source.samples for each in parsed(source, name)]
    # A mapping of any JSON has the bodies that were last received in their place.
    assert source.name == "json" or Action.TRIGGER in {each.action for each in found}


@every_sample
def test_a_sample_says_what_is_wrong_and_is_named_after_its_action(
    source: Source, name: str
) -> None:
    found = parsed(source, name)
    assert found
    assert all(each.title.strip() for each in found)
    if is_over(name):
        assert {each.action for each in found} == {Action.RESOLVE}
    elif name.endswith("firing"):
        assert {each.action for each in found} == {Action.TRIGGER}


@every_sample
def test_a_resolved_sample_is_the_alert_of_its_firing_one(
    source: Source, name: str
) -> None:
    firing = name.replace("resolved", "firing")
    if is_over(name) and firing in source.samples:
        keys = [each.dedup_key for each in parsed(source, name)]
        assert keys == [each.dedup_key for each in parsed(source, firing)]
        assert all(keys)


@every_sample
def test_a_sample_is_what_the_vendor_would_take(source: Source, name: str) -> None:
    action = source.contexts.get(name, {}).get("action", "create")
    if action == "create":
        assert source.check(source.samples[name]) == ""


@every
def test_the_setup_page_shows_the_address_and_the_key(source: Source) -> None:
    shown = source.setup.format(**NAMES, key="KEY", service="checkout")
    assert NAMES["url"] in shown or NAMES["hook"] in shown
    assert "KEY" in shown or NAMES["hook"] in shown or "<token>" in shown
    assert "{{" not in shown


@every_sample
def test_unknown_fields_change_nothing(source: Source, name: str) -> None:
    more = with_more(deepcopy(source.samples[name]))
    context = source.contexts.get(name, {})
    assert list(source.parse(Body(more, context, NOW))) == parsed(source, name)


def with_more(data: Any) -> Any:
    """Fields that no vendor has, beside those of the body and of each alert in it."""
    for row in [data, *rows_in(data)]:
        if isinstance(row, dict):
            row["x_of_tomorrow"] = {"deep": [None, {"deeper": True}]}
    return data


def rows_in(data: Any) -> list[Any]:
    if isinstance(data, dict):
        return list(data["alerts"]) if isinstance(data.get("alerts"), list) else []
    return data if isinstance(data, list) else []


@every
@settings(max_examples=50)
@given(data=JSON)
def test_a_body_that_makes_no_sense_is_unreadable(source: Source, data: Any) -> None:
    assert_harmless(source, data, {})


@every_sample
def test_a_field_of_the_wrong_type_is_named_or_passed_over(
    source: Source, name: str
) -> None:
    whole = source.samples[name]
    for path in paths(whole):
        for wrong in WRONG:
            body = deepcopy(whole)
            replace_at(body, path, wrong)
            assert_harmless(source, body, source.contexts.get(name, {}))


def assert_harmless(source: Source, data: Any, context: Any) -> None:
    """Signals, or Unreadable with a reason; `check` answers a text."""
    assert isinstance(source.check(data), str)
    for each in read(source, Body(data, context, NOW)):
        assert each.title
        assert each.at is None or each.at.tzinfo
        assert all(isinstance(value, str) for value in each.labels.values())


def read(source: Source, body: Body) -> list[Signal]:
    try:
        return list(source.parse(body))
    except Unreadable as error:
        reason = str(error)
    assert reason.strip()
    return []


def paths(data: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something is in the body."""
    inner = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for step, value in inner:
        yield (*before, step)
        yield from paths(value, (*before, step))


def replace_at(data: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value
