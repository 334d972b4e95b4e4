"""What the timeline and follow-ups look like, whatever people wrote."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.card import follow_ups as card_part
from bot.commands.follow_up import plan_of
from bot.home import follow_ups as home_part
from bot.home.view import home
from bot.messages import follow_ups, timeline
from bot.messages.card import card
from bot.messages.follow_up_reminder import reminder
from bot.modals import follow_up as form
from bot.modals import follow_ups as listing
from bot.modals import line, note
from bot.plaintext import ids_in, readable
from bot.reading import is_marked, plain_emoji
from incidents.channels.names import Names
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan, Summary
from incidents.record.models import Entry
from incidents.values import Mistake
from tests.bot.conftest import Company, company
from tests.bot.facts import (
    HOSTILE,
    NOW,
    accept_blocks,
    accept_message,
    accept_view,
    entry,
    everything,
    hostile,
    incident,
    marked_up,
    person,
)

__all__ = ["company"]
TODAY = date(2026, 3, 1)
LINK = "https://brightwater.slack.com/archives/C1/p1?thread_ts=1.1&cid=C1"


def to_do(title: str = "Renew the key", **more: Any) -> FollowUp:
    facts: dict[str, Any] = {
        "pk": 7,
        "incident": incident(),
        "title": title[:200],
        "owner": person(title[:120]),
        "due_on": TODAY,
        "permalink": LINK,
    }
    return FollowUp(**{**facts, **more})


def written(text: str, **more: Any) -> Entry:
    return entry(Entry.Kind.NOTE, text, incident=incident(), pk=9, **more)


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_takes_whatever_people_wrote(text: str) -> None:
    about = hostile(text, merged_into=None)
    lines = [
        written(text, edited_at=NOW, edited_by=person(text[:120]), permalink=LINK),
        written(text, by=None, data={"author": text}),
    ] * 10
    for said in (
        timeline.listing(about, lines, total=99),
        timeline.noted(about, lines[0]),
        timeline.hidden(about, lines[0]),
        follow_ups.made(to_do(text)),
        follow_ups.ended(to_do(text, status="done")),
    ):
        accept_blocks(said.blocks)
        shown = marked_up(list(said.blocks))
        assert "<!channel" not in shown
        assert "<!subteam" not in shown
    accept_view(note.view(about))
    accept_view(line.view(about, lines[0]))
    accept_view(line.view(about, entry(Entry.Kind.SEVERITY, text, pk=9)))


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_takes_follow_ups_with_whatever_people_wrote(text: str) -> None:
    about = hostile(text)
    states = ["open", "open", "done", "dropped"] * 20
    every = [to_do(text, pk=n, status=state) for n, state in enumerate(states)]
    accept_view(listing.view(about, every, person=person(pk=2), today=TODAY))
    accept_view(listing.view(about, [], person=person(), today=TODAY))
    accept_view(form.view(about, Plan(title=text[:200], permalink=LINK), owner="U1"))
    accept_view(form.view(None, Plan(title=text[:200]), follow_up=to_do(text)))
    summary = Summary(first=[to_do(text)] * 5, open=99, done=3)
    accept_message(card(about, {card_part.PART: summary}))
    mine = home_part.Mine(first=[to_do(text)] * 8, total=20, today=TODAY)
    accept_view(home({home_part.PART: mine}, NOW))
    for state in ("open", "done", "dropped"):
        accept_message(reminder(to_do(text, status=state), today=TODAY, reason=text))


def test_the_card_shows_the_first_ones_and_counts_the_rest() -> None:
    found = Summary(first=[to_do(), to_do("Second", owner=None)], open=6, done=2)
    shown = everything(list(card_part.blocks(incident(), found)))
    assert "*Follow-ups* · 2 of 8 done" in shown
    assert "Ada Lovelace" not in shown
    assert "Renew the key> · Renew the key · due 1 Mar 2026" in shown
    assert "Second> · nobody yet" in shown
    assert "and 1 more" in shown
    assert list(card_part.blocks(incident(), Summary((), 0, 0))) == []


def test_what_is_late_is_marked_and_what_is_due_today_too() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert follow_ups.due(to_do(), TODAY) == "due *today*"
    assert follow_ups.due(to_do(), tomorrow) == "⚠️ *overdue*, due 1 Mar 2026"
    assert follow_ups.due(to_do(due_on=None), TODAY) == ""


def test_muster_s_own_lines_offer_no_words_to_change() -> None:
    shown = everything(line.view(incident(), entry(Entry.Kind.SEVERITY, pk=9)))
    assert '"at"' in shown
    assert '"text"}' not in shown.replace("plain_text", "")
    listed = timeline.listing(incident(), [entry(Entry.Kind.DECLARED)], total=1)
    assert "incident_line" not in everything(list(listed.blocks))


@pytest.mark.parametrize(
    ("words", "title", "owner", "due"),
    [
        ("Renew the key", "Renew the key", None, None),
        ("Renew the key <@UBEN|ben>", "Renew the key", "Ben", None),
        ("Renew the key <@UBEN|ben> friday", "Renew the key", "Ben", date(2026, 3, 6)),
        ("Renew it by friday <@UBEN>", "Renew it", "Ben", date(2026, 3, 6)),
        ("Renew the key @me in 2 weeks", "Renew the key", "Ada", date(2026, 3, 15)),
        ("Ask <@UBEN|ben> about it", "Ask @ben about it", None, None),
    ],
)
def test_owner_and_day_stand_at_the_end_in_either_order(
    words: str, title: str, owner: str | None, due: date | None, company: Company
) -> None:
    plan = plan_of(company.ask(words=words))
    assert (plan.title, plan.due_on) == (title, due)
    assert (plan.owner.name if plan.owner else None) == owner


def test_an_owner_that_muster_does_not_know_is_a_mistake(company: Company) -> None:
    with pytest.raises(Mistake, match="does not know this person"):
        plan_of(company.ask(words="Renew the key <@UNOBODY>"))


NAMES = Names(
    people={"U1": "Ada Lovelace"}, channels={"C1": "random"}, groups={"S1": "dbas"}
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<@U1> and <@U2|ben> and <@U3>", "@Ada Lovelace and @ben and @U3"),
        ("<#C1> <#C2|secret-plans>", "#random #secret-plans"),
        ("<#C3>", "#a private channel"),
        ("<!here> <!subteam^S1> <!subteam^S2|@ops>", "@here @dbas @ops"),
        ("<https://x.example/a|the graph>", "the graph (https://x.example/a)"),
        ("<https://x.example|x.example>", "https://x.example"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<!date^1^{date}|1 Jan>", "1 Jan"),
    ],
)
def test_a_message_is_read_as_plain_text(text: str, plain: str) -> None:
    assert readable({"text": text}, NAMES) == plain


def test_files_attachments_and_blocks_are_read_too() -> None:
    message = {
        "text": "",
        "files": [{"title": "graph.png", "mimetype": "image/png"}, {"name": "a.log"}],
        "attachments": [{"title": "Alert", "text": "CPU <@U1>"}, {"fallback": "x"}],
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Firing"}}],
    }
    assert readable(message, NAMES) == (
        "Firing\nAlert\nCPU @Ada Lovelace\nx\n[Image: graph.png]\n[File: a.log]"
    )
    assert readable({"text": " "}, NAMES) == "(a message without text)"
    assert "U1" in ids_in(message)


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        ({}, False),
        ({"pinned_to": ["C1"]}, True),
        ({"pinned_to": ["C2"]}, False),
        ({"reactions": [{"name": "memo", "count": 1}]}, True),
        ({"reactions": [{"name": "eyes", "count": 3}]}, False),
        ({"reactions": [{"name": "memo::skin-tone-3", "count": 1}]}, True),
    ],
)
def test_a_pin_or_a_configured_reaction_marks_a_message(
    message: dict[str, Any], *, marked: bool
) -> None:
    assert is_marked(message, channel="C1", emoji={"memo"}) is marked


def test_emoji_are_known_by_their_plain_names() -> None:
    assert plain_emoji(":memo:") == plain_emoji("memo::skin-tone-2") == "memo"


def test_a_permalink_is_escaped_in_a_link() -> None:
    assert "thread_ts=1.1&amp;cid=C1|" in follow_ups.title(to_do())
    assert follow_ups.title(to_do(), room=20) == "Renew the key"
