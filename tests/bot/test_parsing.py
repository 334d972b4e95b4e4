"""What follows the slash command is read as people mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import registry
from bot.parsing import UNKNOWN, Parsed, parse, plain

VERBS = [c for c in registry.commands() if c.verb != UNKNOWN]
WITH_INCIDENT = [c for c in VERBS if c.needs_incident]


def read(text: str, *, inside: bool = False) -> Parsed:
    return parse(text, commands=registry.commands(), inside=inside)


def told(parsed: Parsed) -> tuple[str, int | None, str]:
    return parsed.command.verb, parsed.incident_id, parsed.words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ("", None, "")),
        ("  ", ("", None, "")),
        ("resolve", ("resolve", None, "")),
        ("resolve 12", ("resolve", 12, "")),
        ("resolve #12 rolled back", ("resolve", 12, "rolled back")),
        ("resolve INC-12 rolled back", ("resolve", 12, "rolled back")),
        ("resolve inc-12: rolled back", ("resolve", 12, "rolled back")),
        ("update 12 all is well", ("update", 12, "all is well")),
        ("sev 12 1", ("sev", 12, "1")),
        ("sev 12", ("sev", 12, "")),
        ("lead 12 <@U1|ada>", ("lead", 12, "<@U1|ada>")),
        ("open 3 nodes down", ("open", None, "3 nodes down")),
        ("open #12 again", ("open", None, "#12 again")),
        ("list 12", ("list", None, "12")),
        ("12", ("", 12, "")),
        ("INC-12", ("", 12, "")),
        ("12 resolve rolled back", ("resolve", 12, "rolled back")),
        ("3 nodes down", (UNKNOWN, None, "3 nodes down")),
        ("12 open x", (UNKNOWN, None, "12 open x")),
    ],
)
def test_outside_a_number_is_an_incident(
    text: str, meant: tuple[str, int | None, str]
) -> None:
    assert told(read(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("update 3 nodes down", ("update", None, "3 nodes down")),
        ("update #3 nodes down", ("update", 3, "nodes down")),
        ("resolve 12", ("resolve", 12, "")),
        ("sev 1", ("sev", None, "1")),
        ("sev #12 1", ("sev", 12, "1")),
        ("sev 12 sev1", ("sev", 12, "sev1")),
        ("sev 2 nodes are down", ("sev", None, "2 nodes are down")),
    ],
)
def test_inside_a_channel_a_number_among_words_is_text(
    text: str, meant: tuple[str, int | None, str]
) -> None:
    assert told(read(text, inside=True)) == meant


@given(st.text(), st.booleans())
def test_any_text_is_read_without_failing(text: str, inside: bool) -> None:
    parsed = read(text, inside=inside)
    assert parsed.command in registry.commands()
    assert parsed.words in text
    assert bool(parsed.unknown) == (parsed.command.verb == UNKNOWN)


@given(st.sampled_from(VERBS), st.data())
def test_a_verb_is_known_in_any_case_and_by_its_aliases(
    command: registry.Command, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([command.verb, *command.aliases]))
    shouted = data.draw(st.sampled_from([name, name.upper(), name.title()]))
    assert read(shouted).command is command


@given(
    st.sampled_from(WITH_INCIDENT),
    st.integers(0, 10**18),
    st.sampled_from(["#{}", "INC-{}", "inc-{}", "Inc{}", "#000{}"]),
    st.booleans(),
)
def test_an_incident_is_named_the_same_way_for_every_verb(
    command: registry.Command, number: int, form: str, inside: bool
) -> None:
    parsed = read(f"{command.verb} {form.format(number)} some words", inside=inside)
    assert told(parsed) == (command.verb, number, "some words")


@given(st.text("0123456789", min_size=20, max_size=6_000))
def test_a_huge_number_stays_a_number(digits: str) -> None:
    parsed = read(f"resolve #{digits}")
    assert parsed.incident_id is not None
    assert parsed.incident_id < 10**19


def test_no_two_commands_share_a_name() -> None:
    names = [name for c in registry.commands() for name in (c.verb, *c.aliases)]
    assert sorted(names) == sorted(set(names))


def test_mentions_and_links_become_names_where_nothing_is_marked_up() -> None:
    typed = "<@U1|ada> broke <#C1|payments>, see <https://x.example/a|this>"
    assert plain(typed) == "@ada broke #payments, see https://x.example/a"
