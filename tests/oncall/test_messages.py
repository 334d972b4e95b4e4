"""Messages about shifts fit into Slack and mark nothing up by themselves."""

from datetime import timedelta
from typing import Any

import pytest

from bot.messages.oncall import on_call
from bot.messages.shifts import (
    Start,
    override_message,
    request_message,
    start_message,
)
from incidents.oncall.models import Override, Schedule, ShiftRequest
from incidents.oncall.showing import OnCall
from incidents.oncall.values import Holder, Slot
from incidents.people.models import Person
from tests.oncall.conftest import NOW

NASTY = "<!channel> & `x` "
LONG = (NASTY * 20)[:80]
NAME = (NASTY * 20)[:120]
REASON = (NASTY * 20)[:200]
HOUR = timedelta(hours=1)


def rota() -> Schedule:
    return Schedule(pk=1, name=LONG, slug="rota", timezone="UTC")


def texts(part: Any) -> list[str]:
    """Every mrkdwn or plain text in blocks."""
    if isinstance(part, list | tuple):
        return [text for each in part for text in texts(each)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for each in part.values() for text in texts(each)]


def check(blocks: Any) -> None:
    assert 0 < len(blocks) <= 50
    for block in blocks:
        marked = texts([block])
        assert all(len(text) <= 3_000 for text in texts([block]))
        if block["type"] != "actions":  # buttons are plain text
            assert not any("<!channel>" in text for text in marked)


def test_who_is_on_call_in_many_schedules_fits_in_one_message() -> None:
    holder = Holder(1, NAME, 1, NOW, NOW + HOUR, f"override by {NAME}: {REASON}")
    slots = tuple(Slot(position, holder, holder) for position in range(1, 10))
    found = [OnCall(rota(), slots)] * 30
    say = on_call(found, about=LONG, ways={1: "by Slack, call"}, asker=2)
    check(say.blocks)
    assert "more schedules" in str(say.blocks[-1])
    page, take = say.blocks[2]["elements"]
    assert len(take["confirm"]["text"]["text"]) <= 300
    assert page["value"] == ":1"


def test_a_gap_says_nobody_and_who_has_the_pager_gets_no_button_to_take_it() -> None:
    mine = Holder(2, "Ben", 1, NOW, None, "layer “Weekly”")
    found = [OnCall(rota(), (Slot(1, mine, None), Slot(2, None, None)))]
    say = on_call(found, about="", ways={2: "by call"}, asker=2)
    _, primary, secondary, buttons, _ = say.blocks
    assert "*Ben* · by call · layer “Weekly”" in primary["text"]["text"]
    assert "⚠️ Secondary: *nobody*" in secondary["text"]["text"]
    assert [each["value"] for each in buttons["elements"]] == [":1:2"]


@pytest.mark.parametrize("status", ShiftRequest.Status.values)
@pytest.mark.parametrize("to_asked", [True, False])
def test_a_request_fits_and_has_buttons_only_while_it_waits(
    status: str, to_asked: bool
) -> None:
    request = ShiftRequest(
        pk=7,
        kind="swap",
        schedule=rota(),
        asker=Person(name=NAME),
        asked=Person(name=NAME),
        starts_at=NOW,
        ends_at=NOW + HOUR,
        back_starts_at=NOW + HOUR,
        back_ends_at=NOW + 2 * HOUR,
        reason=REASON,
        answer=REASON,
        status=status,
    )
    message = request_message(request, to_asked=to_asked)
    check(list(message.blocks))
    has_buttons = any(block["type"] == "actions" for block in message.blocks)
    assert has_buttons == (status == "pending")


def test_an_override_tells_each_side_its_own_words() -> None:
    override = Override(
        schedule=rota(),
        person_id=1,
        by=Person(name=NAME),
        position=2,
        starts_at=NOW,
        ends_at=NOW + HOUR,
        reason=REASON,
    )
    for person, words in ((1, "put you on call"), (2, "took the pager from you")):
        message = override_message(override, person=person)
        check(list(message.blocks))
        assert words in message.text
    override.cancelled_at = NOW
    assert "not put on call any more" in override_message(override, person=1).text


def test_a_shift_that_begins_names_what_is_taken_over() -> None:
    start = Start(
        schedule=LONG,
        position=1,
        until=NOW + HOUR,
        before=NAME,
        open=[],
        happened=1,
        since=NOW - 8 * HOUR,
    )
    message = start_message(start, now=NOW)
    check(list(message.blocks))
    assert "(8 h), with 1 incident." in str(message.blocks[0])
    assert "Nothing of your team's services is open" in str(message.blocks[1])
