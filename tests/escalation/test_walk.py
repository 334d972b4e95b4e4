"""The walk through a policy, as a pure function."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.escalation.values import Standing
from incidents.escalation.walk import USUAL_WAIT, walk
from incidents.policies.values import Facts, FrozenPolicy, FrozenStep, Target

AT = datetime(2026, 3, 1, 3, 42, tzinfo=UTC)
PEOPLE = {pk: Target(f"P{pk}", "named", person=pk) for pk in range(1, 4)}
FACTS = Facts(AT, severity="SEV2", people=PEOPLE)

steps = st.one_of(
    st.builds(lambda pk: ("person", {"person": pk}), st.integers(1, 6)),
    st.builds(lambda n: ("wait", {"minutes": n}), st.integers(1, 60)),
    st.just(("only_severity", {"severities": ["SEV1"]})),
    st.just(("only_severity", {"severities": ["SEV2"]})),
    st.just(("of another version", {"x": 1})),
)
policies = st.builds(
    lambda repeats, found: FrozenPolicy(
        "P", repeats, tuple(FrozenStep(level, *step) for level, step in found)
    ),
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 5), steps), max_size=10),
)


def whole(policy: FrozenPolicy) -> list[tuple[int, int, tuple[str, ...]]]:
    """The levels that page somebody, in their order, with the round."""
    standing, found = Standing(), []
    for _ in range(1 + (policy.repeats + 1) * (len(policy.levels) + 1)):
        walked = walk(policy, standing, FACTS, lambda target: target.person != 3)
        found += [
            (each.number, each.repeated, tuple(t.name for t in each.targets))
            for each in walked.levels
            if each.targets
        ]
        if walked.exhausted:
            return found
        standing = walked.standing
    raise AssertionError("It does not end")


def expected(policy: FrozenPolicy) -> list[tuple[int, int, tuple[str, ...]]]:
    """The same said plainly: each round, each level, who of it can be reached."""
    found = []
    for repeated in range(policy.repeats + 1):
        for number in sorted({each.level for each in policy.steps}):
            level = [each for each in policy.steps if each.level == number]
            if any(each.settings.get("severities") == ["SEV1"] for each in level):
                continue
            asked = [each.settings["person"] for each in level if each.kind == "person"]
            there = [f"P{pk}" for pk in dict.fromkeys(asked) if pk in (1, 2)]
            if there:
                found.append((number, repeated, tuple(there)))
    return found


@given(policies)
def test_everybody_reachable_is_asked_in_each_round_and_then_it_ends(
    policy: FrozenPolicy,
) -> None:
    assert whole(policy) == expected(policy)


@given(policies, st.integers(0, 12), st.integers(0, 3))
def test_a_step_of_the_walk_pages_at_most_one_level_the_last_one(
    policy: FrozenPolicy, place: int, repeated: int
) -> None:
    standing = Standing(place, min(repeated, policy.repeats))
    walked = walk(policy, standing, FACTS, lambda target: True)
    assert not any(each.targets for each in walked.levels[:-1])
    assert walked.standing.repeated <= policy.repeats
    assert len(walked.levels) <= len(policy.levels)


def test_a_level_waits_as_long_as_it_says_or_five_minutes() -> None:
    person = FrozenStep(0, "person", {"person": 1})
    usual = FrozenPolicy("P", 0, (person,))
    assert walk(usual, Standing(), FACTS, lambda _: True).wait == USUAL_WAIT
    said = FrozenPolicy("P", 0, (person, FrozenStep(0, "wait", {"minutes": 9})))
    assert walk(said, Standing(), FACTS, lambda _: True).wait == timedelta(minutes=9)


def test_a_gap_says_why_and_waits_for_nobody() -> None:
    policy = FrozenPolicy(
        "P",
        0,
        (
            FrozenStep(0, "person", {"person": 9}),
            FrozenStep(0, "wait", {"minutes": 30}),
            FrozenStep(1, "person", {"person": 1}),
        ),
    )
    walked = walk(policy, Standing(), FACTS, lambda _: True)
    assert [each.gap for each in walked.levels] == [True, False]
    assert walked.levels[0].reasons[0].endswith("is not there any more")
    assert walked.levels[1].targets == (PEOPLE[1],)
