"""Roles, triage and privacy in Slack: every message and form fits."""

import json
from datetime import date, timedelta

import pytest

from bot.answers import Message, Open, dump
from bot.card import roles as card_roles
from bot.messages import triage
from bot.messages.announcement import announcement
from bot.messages.briefing import briefing
from bot.messages.card import card
from bot.messages.entry import entry_message
from bot.messages.handover import HandOver, handover_message
from bot.messages.open_items import OpenItems
from bot.messages.topic import topic
from bot.modals import decline, menu, merge, private, public, role, times
from bot.options import into
from incidents.channels.models import Conversation
from incidents.followups.models import FollowUp
from incidents.record.models import Entry
from incidents.roles.models import IncidentRole
from incidents.roles.queries import Held
from incidents.values import Mistake, Status
from tests.bot.conftest import Company
from tests.bot.facts import (
    HOSTILE,
    NOW,
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
COMMS = IncidentRole(pk=2, slug="comms", name="Comms", briefing="You write the updates")
LEAD = IncidentRole(pk=1, slug="lead", name="Lead")


def wild_role(text: str, number: int = 10) -> IncidentRole:
    return IncidentRole(
        pk=number,
        slug=f"{number}{'x' * 38}",
        name=text[:60],
        summary=text[:200],
        briefing=text[:2_000],
        is_single=False,
    )


def wild_items(text: str) -> OpenItems:
    todo = FollowUp(title=text[:200], owner=person(text[:120]), due_on=date(2026, 3, 2))
    return OpenItems(follow_ups=[todo] * 5, total=500, vacant=[text[:60]] * 40)


def crowd(text: str) -> list[Held]:
    people = tuple(person(text[:120], pk) for pk in range(1, 60))
    return [Held(wild_role(text, number), people) for number in range(10, 70)]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_slack_takes_every_message(text: str) -> None:
    shown = hostile(text, next_update_at=NOW)
    told = entry(Entry.Kind.ROLE, text, by=person(text[:120], 9))
    given = HandOver(wild_role(text), person(text[:120], 2), [person(text[:120])] * 9)
    items = wild_items(text)
    gone = hostile(text, pk=13, status=Status.MERGED, merged_into=shown)
    parts = {card_roles.PART: crowd(text)}
    messages: list[Message] = [
        handover_message(shown, told, given, items),
        briefing(shown, told, wild_role(text), items, taken=False),
        card(shown, parts),
        card(gone),
        announcement(gone),
        announcement(hostile(text, status=Status.TRIAGE)),
        entry_message(
            gone, entry(Entry.Kind.MERGED, text, data={"into": 12}), "change"
        ),
        entry_message(shown, entry(Entry.Kind.PRIVACY, text, data={}), "change"),
    ]
    for message in messages:
        accept_message(message)
        written = marked_up(message.blocks) + message.text
        assert not any(word in written for word in FORBIDDEN)
    assert len(topic(gone)) <= 250
    assert "<" not in topic(gone)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_every_form_opens(text: str) -> None:
    shown = hostile(text, pk=2**63 - 1)
    reached = {f"{name}_at": NOW for name in ("investigating", "fixing", "resolved")}
    views = [
        role.view(shown, crowd(text), person=person()),
        decline.view(shown),
        merge.view(shown),
        private.view(shown, people=[text[:120]] * 300),
        public.view(hostile(text, is_private=True)),
        times.view(hostile(text, acknowledged_at=NOW, **reached)),
        menu.view(
            hostile(text, status=Status.MERGED, merged_into=shown), person=person()
        ),
    ]
    for view in views:
        accept_view(view)
        assert not any(word in marked_up(view) for word in FORBIDDEN)


def test_who_was_chosen_is_mentioned_and_who_chose_is_not() -> None:
    grace = person("Grace Hopper", 2)
    told = entry(Entry.Kind.LEAD)
    given = HandOver(LEAD, grace, [person()], mention="U2")
    post = handover_message(incident(lead=grace), told, given, OpenItems())
    assert post.text == "🧭 <@U2> leads INC-12 now (Ada Lovelace asked for it)"
    shown = marked_up(post.blocks)
    assert "Before: Ada Lovelace" in shown
    assert "1 Mar 2026 03:42 UTC" in shown
    assert shown.count("<@") == 1


def test_a_hand_over_tells_what_is_open() -> None:
    todo = FollowUp(title="Add a test", owner=person(), due_on=date(2026, 3, 9))
    items = OpenItems(follow_ups=[todo], total=3, vacant=["Scribe"])
    told = entry(Entry.Kind.ROLE, by=None)
    late = incident(next_update_at=NOW + timedelta(minutes=18))
    shown = marked_up(
        handover_message(late, told, HandOver(COMMS, person()), items).blocks
    )
    assert "Next update due: <!date^" in shown
    assert "Follow-up: Add a test (Ada Lovelace, due 9 Mar)" in shown
    assert "and 2 more follow-ups" in shown
    assert "Nobody is: Scribe" in shown


def test_who_took_a_role_is_not_told_what_they_know() -> None:
    shown = incident(latest_update="Rolled back")
    told = entry(Entry.Kind.ROLE)
    short = marked_up(briefing(shown, told, COMMS, OpenItems(), taken=True).blocks)
    long = marked_up(briefing(shown, told, COMMS, OpenItems(), taken=False).blocks)
    assert "You are Comms of INC-12 now" in short
    assert "You write the updates" in short
    assert "<#C12>" in short
    assert "Rolled back" not in short
    assert "Rolled back" in long
    assert "(Ada Lovelace asked for it)" in long


def test_the_card_shows_the_roles_that_somebody_has() -> None:
    held = [Held(COMMS, (person("Grace Hopper", 2),))]
    shown = everything(card(incident(), {card_roles.PART: held}).blocks)
    assert "*Comms* Grace Hopper" in shown


def test_the_form_offers_each_person_what_one_press_can_do() -> None:
    ada, grace = person(), person("Grace Hopper", 2)
    responder = IncidentRole(pk=4, slug="responder", name="Responder", is_single=False)
    held = [
        Held(LEAD, (ada,)),
        Held(COMMS),
        Held(IncidentRole(pk=5, slug="scribe", name="Scribe"), (grace,)),
        Held(responder, (grace,)),
    ]

    def offered(who: int) -> list[str]:
        view = role.view(incident(), held, person=ada if who == 1 else grace)
        found = [b.get("accessory", {}) for b in view["blocks"]]
        return [f"{b['action_id'][14:]} {b['value']}" for b in found if b]

    assert offered(1) == ["take 12:comms", "take 12:responder"]
    assert offered(2) == ["take 12:comms", "leave 12:scribe", "leave 12:responder"]


@pytest.mark.parametrize(
    ("hidden", "survivor_hidden", "named"),
    [(False, False, True), (True, True, True), (False, True, False)],
)
def test_a_merged_one_names_its_survivor_unless_that_is_a_secret(
    hidden: bool, survivor_hidden: bool, named: bool
) -> None:
    left = incident(pk=7, title="Payroll was read", is_private=survivor_hidden)
    gone = incident(status=Status.MERGED, is_private=hidden, merged_into=left)
    everywhere = " ".join(
        [
            everything(card(gone).blocks),
            everything(announcement(gone).blocks),
            everything(menu.view(gone, person=person())),
            topic(gone),
            triage.went_to(gone),
        ]
    )
    assert ("INC-7" in everywhere) == named
    assert ("Payroll" in everywhere) == named
    assert ("a private incident" in everywhere) != named


def test_making_it_private_says_what_cannot_be_taken_back() -> None:
    shown = everything(private.view(incident(), people=["Ada", "Ben <!here>"]))
    assert "Ada, Ben &lt;!here&gt;" in shown
    assert "<#C12> *stays public*" in shown
    assert "Who saw it, saw it" in shown
    hidden = incident(channel=Conversation(slack_id="C1", name="x", is_private=True))
    assert "stays public" not in everything(private.view(hidden, people=[]))


def test_merging_asks_for_a_way_when_two_incidents_are_meant(company: Company) -> None:
    here, other = company.declares("Ada", "One"), company.declares("Ada", "Two")
    with pytest.raises(Mistake) as asked:
        company.types(f"merge INC-{other.pk}", here=here)
    assert f"merge into INC-{other.pk}" in asked.value.message
    answer = company.types(f"merge into INC-{other.pk}", here=here)
    assert f"is merged into *INC-{other.pk}* Two" in everything(dump(answer))


def test_a_private_incident_is_offered_private_ones_to_merge_into(
    company: Company,
) -> None:
    secret = company.declares("Ada", "Laptop stolen", is_private=True)
    company.declares("Ada", "Payments fail")
    with pytest.raises(Mistake, match="There is no other open incident"):
        company.presses("incident_merge", incident=secret)
    other = company.declares("Ada", "Badge lost", is_private=True)
    company.presses("incident_merge", incident=secret)
    offered = everything(into.find(company.ask("Ada", secret), ""))
    assert f"🔒 INC-{other.pk} Badge lost" in offered
    assert "Payments fail" not in offered
    assert into.find(company.ask("Ada", secret), f"inc-{other.pk}")
    assert not into.find(company.ask("Ada", secret), "stolen")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("role comms remove", "Nobody is Comms of"),
        ("role lead remove", "hand it over to somebody"),
        ("role comms somebody", "Slack knows nobody as “somebody”"),
        ("merge into the other", "names no incident to merge into"),
        ("accept", "only what is in triage can be accepted"),
        ("public", "is public already"),
        ("channel", ""),
    ],
)
def test_what_cannot_be_done_is_answered_with_why(
    company: Company, typed: str, said: str
) -> None:
    here = company.declares()
    if not said:
        assert "has <#" in everything(dump(company.types(typed, here=here)))
        return
    with pytest.raises(Mistake) as refused:
        company.types(typed, here=here)
    assert said in refused.value.message


def test_a_role_is_taken_and_given_up_by_command(company: Company) -> None:
    here = company.declares()
    assert "You are Comms of" in everything(
        dump(company.types("role comms me", here=here))
    )
    told = everything(dump(company.types("role comms remove", here=here)))
    assert "You are no longer Comms" in told
    shown = everything(dump(company.types("role comms", here=here)))
    assert '"initial_option": {"text": {"type": "plain_text", "text": "Comms"' in shown


def test_of_two_who_take_a_role_at_once_the_first_has_it(company: Company) -> None:
    here = company.declares()
    company.presses("incident_role_take", "Ben", here, value="scribe")
    with pytest.raises(Mistake, match="Ben is Scribe of INC-"):
        company.presses("incident_role_take", "Grace", here, value="scribe")
    for who in ("Ben", "Grace"):
        company.presses("incident_role_take", who, here, value="responder")
    with pytest.raises(Mistake, match="Grace is Responder of INC-"):
        company.presses("incident_role_take", "Grace", here, value="responder")


def test_a_merger_that_was_typed_is_asked_about_first(company: Company) -> None:
    ends = company.declares("Ada", "Payments <fail>")
    goes_on = company.declares("Ada", "Checkout is down")
    answer = company.types(f"merge {ends.pk} into {goes_on.reference}")
    assert isinstance(answer, Open)
    accept_view(answer.view)
    assert "Payments &lt;fail&gt;" in everything(answer.view)
    assert company.again(ends).merged_into is None
    carried = json.loads(answer.view["private_metadata"])
    company.submits("incident_merge_typed", incident=ends, carried=carried)
    assert company.again(ends).merged_into == goes_on


def test_what_cannot_be_merged_is_not_asked_about(company: Company) -> None:
    incident = company.declares()
    with pytest.raises(Mistake, match="cannot be merged into itself"):
        company.types(f"merge {incident.pk} into {incident.pk}")
