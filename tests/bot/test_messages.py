"""Every message is one that Slack takes, and shows what people need to know."""

from datetime import timedelta

import pytest

from bot.home import incidents
from bot.home.view import home
from bot.messages import replies
from bot.messages.announcement import announcement
from bot.messages.card import card
from bot.messages.entry import entry_message
from bot.messages.listing import listing
from bot.messages.topic import topic
from bot.messages.trouble import StuckFact, mended, trouble
from incidents.record.models import Entry, Incident
from incidents.values import Severity, Status
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

FORBIDDEN = ("<!channel>", "<!here>", "<!subteam", "<https://evil.example|")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("status", Status)
def test_whatever_is_written_slack_takes_it_and_nobody_is_pinged(
    text: str, status: Status
) -> None:
    shown = hostile(text, status=status, resolved_at=NOW, is_private=True)
    stuck = [StuckFact("channel", text, gave_up=True, attempts=10)] * 20
    told = [
        card(shown),
        announcement(shown),
        trouble(shown, stuck, waiting=3),
        mended(shown),
        *(entry_message(shown, _entry(kind, text), message) for kind, message in POSTS),
    ]
    for message in told:
        accept_message(message)
        written = marked_up(message.blocks) + message.text
        assert not any(word in written for word in FORBIDDEN)
    assert len(topic(shown)) <= 250
    assert "<" not in topic(shown)


POSTS = [
    (Entry.Kind.UPDATE, "update"),
    (Entry.Kind.RESOLVED, "change"),
    (Entry.Kind.REOPENED, "change"),
    (Entry.Kind.CLOSED, "change"),
    (Entry.Kind.SEVERITY, "change"),
    (Entry.Kind.STATUS, "change"),
    (Entry.Kind.ACCEPTED, "change"),
    (Entry.Kind.DECLINED, "change"),
    (Entry.Kind.MERGED, "change"),
]


def _entry(kind: Entry.Kind, text: str) -> Entry:
    data: dict[str, object] = {"from": "SEV2", "to": "SEV1", "reason": text}
    return entry(kind, text, data=data, by=person(text[:120]))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("total", [0, 1, 500])
def test_a_list_and_a_home_of_any_length_fit(text: str, total: int) -> None:
    some = [hostile(text, pk=n + 1) for n in range(min(total, 100))]
    view = home({incidents.PART: incidents.Open(some, total)}, NOW)
    accept_view(view)
    listed = listing(some, total=total, now=NOW)
    accept_blocks(listed.blocks)
    if total == 500:
        assert "480 more" in everything(view)
        assert "/incidents/" in everything(listed.blocks)


def test_the_card_tells_how_it_stands() -> None:
    shown = everything(
        card(incident(latest_update="Rolled back", summary="Errors 500")).blocks
    )
    for fact in (
        "INC-12 Checkout errors",
        "SEV1 · critical",
        "Fixing",
        "Ada Lovelace",
        "Checkout (Payments)",
        "Rolled back",
        "Errors 500",
        "2026 03:00 UTC",
    ):
        assert fact in shown


def test_a_title_too_long_for_the_heading_stands_below_it() -> None:
    title = "very " * 40
    shown = card(incident(title=title.strip())).blocks
    assert shown[0]["text"]["text"].endswith("…")
    assert shown[1]["text"]["text"] == title.strip()


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (
            Status.FIXING,
            "update resolve take_lead role severity status",
        ),
        (Status.TRIAGE, "accept decline merge severity status"),
        (Status.RESOLVED, "reopen close"),
        (Status.POST_INCIDENT, "reopen close"),
        (Status.CLOSED, "reopen"),
        (Status.MERGED, ""),
    ],
)
def test_the_card_offers_what_can_be_done(status: Status, buttons: str) -> None:
    shown = card(incident(status=status, resolved_at=NOW)).blocks
    offered = [e for b in shown if b["type"] == "actions" for e in b["elements"]]
    assert [e["action_id"] for e in offered] == [
        f"incident_{name}" for name in buttons.split()
    ]


def test_the_cards_menus_show_the_present_state_and_follow_it() -> None:
    def menus(shown: Incident) -> tuple[str, list[str]]:
        block = card(shown).blocks[-1]
        chosen = [e["initial_option"]["value"] for e in block["elements"]]
        return block["block_id"], chosen

    before, chosen = menus(incident())
    assert chosen == ["12:SEV1", "12:fixing"]
    after, chosen = menus(incident(severity=Severity.SEV2))
    assert chosen == ["12:SEV2", "12:fixing"]
    # Slack keeps what a person chose in a menu as long as the block is the same.
    assert before != after


def test_an_unset_severity_is_said_and_chosen_by_nobody() -> None:
    shown = card(incident(severity=""))
    assert "⚪ not set" in everything(shown.blocks)
    assert "initial_option" not in shown.blocks[-1]["elements"][0]


def test_a_resolved_card_tells_what_fixed_it_and_how_long_it_took() -> None:
    shown = everything(
        card(
            incident(status=Status.RESOLVED, resolution="Cache", resolved_at=NOW)
        ).blocks
    )
    assert "after 42 min" in shown
    assert "*What fixed it*\\nCache" in shown


def test_nothing_that_is_edited_mentions_anybody() -> None:
    for message in (card(incident()), announcement(incident())):
        assert "<@" not in everything(message.blocks) + message.text


def test_the_announcement_leads_to_the_channel() -> None:
    assert "Join: <#C12>" in everything(announcement(incident()).blocks)


def test_the_topic_tells_the_state_before_the_title() -> None:
    assert (
        topic(incident())
        == "SEV1 · Fixing · Lead: Ada Lovelace · INC-12 Checkout errors"
    )


def test_a_resolution_is_posted_with_how_long_it_took_and_why() -> None:
    told = entry(Entry.Kind.RESOLVED, data={"reason": "Rolled back"})
    post = entry_message(incident(), told, "change")
    assert "*Resolved* by Ada Lovelace after 42 min" in marked_up(post.blocks)
    assert "Rolled back" in marked_up(post.blocks)


def test_a_change_of_status_is_posted_with_its_reason_once() -> None:
    told = entry(
        Entry.Kind.STATUS,
        "Status: Fixing → Monitoring. The fix is out",
        data={"reason": "The fix is out"},
    )
    shown = marked_up(entry_message(incident(), told, "change").blocks)
    assert "*Status*: Fixing → Monitoring · Ada Lovelace" in shown
    assert shown.count("The fix is out") == 1


def test_a_machines_entry_has_a_name_too() -> None:
    told = entry(Entry.Kind.UPDATE, "Alerts are over", by=None)
    post = entry_message(incident(), told, "update")
    assert "from Muster" in post.text


def test_trouble_says_what_is_stuck_and_what_to_do() -> None:
    stuck = [
        StuckFact(
            "channel",
            "Slack refused conversations.create: restricted_action. Your workspace "
            "does not let Muster do this: ask a Slack admin to allow it.",
            gave_up=True,
            attempts=1,
        )
    ]
    shown = everything(trouble(incident(), stuck, waiting=5).blocks)
    assert "Opening the channel" in shown
    assert "tried once and gave up" in shown
    assert "ask a Slack admin" in shown
    assert "5 further steps wait" in shown
    assert '"incident_retry", "value": "12"' in shown


def test_trouble_that_is_still_tried_needs_nobody() -> None:
    stuck = [StuckFact("card", "no answer", gave_up=False, attempts=3)]
    shown = everything(trouble(incident(), stuck, waiting=1).blocks)
    assert "tried 3 times and keeps trying" in shown
    assert "nothing you must do" in shown
    assert "Its channel: <#C12>" in shown


def test_an_empty_list_is_glad_and_tells_how_to_declare() -> None:
    assert "Nothing is open" in listing([], total=0, now=NOW).text
    assert "/incident open" in listing([], total=0, now=NOW).text
    shown = everything(home({incidents.PART: incidents.Open([], 0)}, NOW))
    assert "Nothing is on fire" in shown
    assert "incident_declare" in shown


def test_the_list_gives_each_incident_its_facts() -> None:
    late = incident(declared_at=NOW - timedelta(hours=3), lead=None)
    shown = marked_up(listing([late], total=1, now=NOW).blocks)
    assert "🔴 *INC-12* Checkout errors" in shown
    assert "SEV1 · Fixing · Lead: nobody" in shown
    assert "3 h ago" in shown
    assert "<#C12>" in shown


@pytest.mark.parametrize(
    ("name", "said"), [("inc-12-x", "channel not open yet"), ("", "no channel")]
)
def test_a_list_without_a_channel_says_why_there_is_none(name: str, said: str) -> None:
    shown = incident(channel=None, channel_name=name)
    listed = everything(listing([shown], total=1, now=NOW).blocks)
    assert f"· {said}" in listed
    assert "Join" not in everything(announcement(shown).blocks)
    assert "on record" in replies.updated(shown).text
