"""When an incident reached what: always forwards, whatever is mended."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.lifecycle.times import ACKNOWLEDGED, NAMES, ordered
from incidents.values import Mistake

START = datetime(2026, 3, 29, 0, 30, 17, tzinfo=UTC)
NOW = START + timedelta(days=2)
LATER = NOW + timedelta(days=1)  # than whatever histories() tell
LINE = [field for field in NAMES if field != ACKNOWLEDGED]

seconds = st.integers(0, 90_000)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, datetime]:
    """Times as they are kept: some stages reached, in order, to the second."""
    reached = draw(st.lists(st.sampled_from(LINE[1:]), unique=True))
    offsets = sorted(draw(seconds) for _ in range(len(reached) + 1))
    line = [field for field in LINE if field == LINE[0] or field in reached]
    known = {
        field: START + timedelta(seconds=offset)
        for field, offset in zip(line, offsets, strict=True)
    }
    if draw(st.booleans()):
        known[ACKNOWLEDGED] = known[LINE[0]] + timedelta(seconds=draw(seconds))
    return known


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


@given(histories(), st.dictionaries(st.sampled_from(list(NAMES)), seconds))
def test_times_stay_in_order_or_nothing_changes(
    known: dict[str, datetime], offsets: dict[str, int]
) -> None:
    wanted = {
        field: minute(START + timedelta(seconds=offset))
        for field, offset in offsets.items()
    }
    after = {field: minute(at) for field, at in (known | wanted).items()}
    line = [after[field] for field in LINE if field in after]
    legal = line == sorted(line) and after.get(ACKNOWLEDGED, line[0]) >= line[0]
    if not legal or not set(wanted) <= set(known):
        with pytest.raises(Mistake) as refused:
            ordered(known, wanted, now=LATER)
        assert NAMES[refused.value.field] in refused.value.message
        return
    changed = ordered(known, wanted, now=LATER)
    after = known | changed
    line = [after[field] for field in LINE if field in after]
    assert line == sorted(line)
    assert after.get(ACKNOWLEDGED, line[0]) >= line[0]
    for field, at in wanted.items():
        assert abs(after[field] - at) < timedelta(minutes=1)


@given(histories())
def test_a_form_sent_as_it_was_opened_changes_nothing(
    known: dict[str, datetime],
) -> None:
    untouched = {field: minute(at) for field, at in known.items()}
    assert ordered(known, untouched, now=LATER) == {}


def test_a_refusal_names_the_field_and_both_times() -> None:
    known = {"declared_at": START, "investigating_at": START + timedelta(hours=1)}
    early = START - timedelta(minutes=5)
    with pytest.raises(Mistake) as refused:
        ordered(known, {"investigating_at": early}, now=NOW)
    assert refused.value.field == "investigating_at"
    assert refused.value.message == (
        "Investigating (29 Mar 00:25) cannot be before Declared (29 Mar 00:30)."
    )


def test_what_comes_first_is_named_when_that_was_moved_too_late() -> None:
    known = {"declared_at": START, "investigating_at": START + timedelta(hours=1)}
    late = START + timedelta(hours=2)
    with pytest.raises(Mistake) as refused:
        ordered(known, {"declared_at": late}, now=NOW)
    assert refused.value.field == "declared_at"


@pytest.mark.parametrize(
    ("field", "at", "said"),
    [
        ("fixing_at", START, "Fixing is not reached yet."),
        (
            "declared_at",
            NOW + timedelta(minutes=1),
            "Declared cannot be in the future: 31 Mar 00:31.",
        ),
    ],
)
def test_what_did_not_happen_has_no_time(field: str, at: datetime, said: str) -> None:
    with pytest.raises(Mistake) as refused:
        ordered({"declared_at": START}, {field: at}, now=NOW)
    assert refused.value.message == said
