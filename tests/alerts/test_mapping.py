"""Any JSON as signals: by expressions, bounded, and each mistake in its place."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.alerts import expressions, mapping
from incidents.alerts.expressions import BadExpression, Unfit
from incidents.alerts.models import JsonMapping
from incidents.alerts.sources import Body
from incidents.alerts.values import Action, Unreadable
from incidents.values import Mistake

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=15,
)
# Pieces that fit together often enough to become expressions.
PIECES = st.lists(
    st.sampled_from(
        [
            *("a", "b", "@", ".", "|", "[]", "[*]", "[0]", "[?a]", "[::-1]", "&a"),
            *("*", "&&", "||", "!", "==", "<", "'x'", "`1`", "`[1]`", "[@,@]", "{c:a}"),
            *("length(", "sort(", "to_string(", "join(`,`,", "sum(", "ceil("),
            *("keys(", "max_by(", "map(&a,", ")", ",", "(", " "),
        ]
    ),
    max_size=14,
).map("".join)
BODY = {
    "monitor": {"state": "ALERT", "tags": ["db", "eu-west, prod"]},
    "problems": [
        {
            "id": 7,
            "name": "Replica lags",
            "state": "BAD",
            "level": "P2",
            "host": {"name": "db2", "cores": 8, "disks": ["sda", "sdb"]},
            "when": 1773324300,
            "href": "https://monitor.example/7",
        },
        {"id": 8, "name": "Replica is back", "state": "FINE", "level": "P2"},
    ],
}


def made(**more: Any) -> JsonMapping:
    return JsonMapping(name="Monitor", slug="monitor", **{"title": "name"} | more)


def test_a_list_of_problems_becomes_alerts() -> None:
    found = mapping.signals(
        made(
            each="problems",
            severity="level",
            dedup_key="join('-', ['p', to_string(id)])",
            action="state",
            resolves=["fine", "GONE"],
            labels="host",
            link="href",
            at="when",
        ),
        BODY,
        NOW,
    )
    assert [each.title for each in found] == ["Replica lags", "Replica is back"]
    assert [each.action for each in found] == [Action.TRIGGER, Action.RESOLVE]
    assert [each.dedup_key for each in found] == ["p-7", "p-8"]
    first = found[0]
    assert first.labels == {"name": "db2", "cores": "8", "disks": '["sda", "sdb"]'}
    assert first.links[0].url == "https://monitor.example/7"
    assert first.at == datetime(2026, 3, 12, 14, 5, tzinfo=UTC)


def test_a_body_may_be_one_alert() -> None:
    (found,) = mapping.signals(
        made(title="monitor.state", tags="monitor.tags"), BODY, NOW
    )
    assert (found.title, found.tags) == ("ALERT", ("db", "eu-west", "prod"))


@pytest.mark.parametrize("word", ["resolved", "Resolve"])
def test_the_usual_words_resolve_where_the_mapping_names_none(word: str) -> None:
    (found,) = mapping.signals(made(action="s"), {"name": "x", "s": word}, NOW)
    assert found.action is Action.RESOLVE


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": "nom"}, "Title: `nom` finds nothing in alert 1"),
        ({"title": "host"}, "Title: `host` finds an object in alert 1; a text"),
        ({"labels": "name"}, "Labels: `name` finds a text in alert 1; an object"),
        ({"tags": "[host]"}, "Tags: `[host]` finds an object in alert 1; a text"),
        ({"severity": "sum(name)"}, "Severity: `sum(name)` fails in alert 1: "),
        ({"each": "monitor"}, "Each: `monitor` finds an object; a list"),
        ({"each": "none"}, "Each: `none` finds empty; a list"),
    ],
)
def test_what_fails_is_named_with_its_expression_and_its_place(
    more: dict[str, str], said: str
) -> None:
    with pytest.raises(Unreadable) as error:
        mapping.signals(made(**{"each": "problems"} | more), BODY, NOW)
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("a.b[", "it ends too early, after character 4"),
        ("a $ b", "character 3 (“$ b”) does not fit"),
        ("a b", "character 3 (“b”) does not fit"),
        ("length(", "it ends too early"),
        ("'open", "character 1"),
        ("x" * 501, "it has more than 500 characters"),
        ("(" * 400 + "a" + ")" * 99, ""),
    ],
)
def test_an_expression_that_is_none_says_where(expression: str, said: str) -> None:
    with pytest.raises(BadExpression) as error:
        expressions.check(expression)
    assert said in str(error.value)


def test_a_mapping_with_a_wrong_expression_names_its_field() -> None:
    with pytest.raises(Mistake) as mistake:
        mapping.check(made(dedup_key="a.["))
    assert mistake.value.field == "dedup_key"
    assert mistake.value.message.startswith("Dedup key: this is no JMESPath")


BOMBS = (
    "|".join(["[@,@][]"] * 60),
    "|".join(["[@,@]"] * 80),
    "|".join(["[@,@]"] * 60) + "|to_string(@)",
    "|".join(["[@,@]|join('',@)"] * 25),
    "|".join(["{a:@,b:@}"] * 45) + "|to_string(@)",
    "|".join(["map(&[@,@],@)[]"] * 25),
)


@pytest.mark.parametrize("data", [["x" * 50] * 40, "x" * 50], ids=["list", "text"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_what_grows_without_end_is_ended(bomb: str, data: Any) -> None:
    """Without the limit each needs more memory than there is."""
    assert len(bomb) <= expressions.LENGTH_LIMIT
    with pytest.raises(Unfit):
        expressions.find(bomb, data)


def test_a_bomb_is_refused_in_words() -> None:
    with pytest.raises(Unfit, match="more than 200,000 steps"):
        expressions.find(BOMBS[0], ["x"] * 40)


def test_a_large_body_is_read_all_the_same() -> None:
    rows = [{"name": f"Alert {n}", "labels": {"n": str(n)}} for n in range(1_000)]
    found = mapping.signals(made(each="rows", labels="labels"), {"rows": rows}, NOW)
    assert len(found) == 1_000
    with pytest.raises(Unreadable, match="at most 1,000"):
        mapping.signals(made(each="rows"), {"rows": [*rows, rows[0]]}, NOW)


@settings(max_examples=400)
@given(expression=PIECES, data=JSON)
def test_no_expression_breaks_more_than_itself(expression: str, data: Any) -> None:
    try:
        expressions.find(expression, data)
        reason = "none"
    except (BadExpression, Unfit) as error:
        reason = str(error)
    assert reason.strip()


@settings(max_examples=300)
@given(
    expression=PIECES,
    field=st.sampled_from(mapping.EXPRESSIONS),
    data=JSON,
)
def test_a_mapping_answers_signals_or_why_not(
    expression: str, field: str, data: Any
) -> None:
    try:
        found = mapping.signals(made(**{field: expression}), data, NOW)
        reason = "none"
    except Unreadable as error:
        found, reason = [], str(error)
    assert reason.strip()
    for each in found:
        assert each.title
        json.dumps(dict(each.labels))


@pytest.mark.django_db
def test_a_body_finds_its_mapping_by_the_address() -> None:
    made(title="text").save()
    body = Body({"text": "Disk full"}, {"mapping": "monitor"}, NOW)
    (found,) = mapping.read("monitor", body)
    assert found.title == "Disk full"
    with pytest.raises(Unreadable, match="no JSON mapping “moniter”"):
        mapping.read("moniter", body)
    with pytest.raises(Unreadable, match="/hooks/json/<mapping>"):
        mapping.read("", body)
