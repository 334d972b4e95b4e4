"""After an incident: what the card, the forms and the messages say and offer."""

from datetime import timedelta
from typing import Any

import pytest

from bot.answers import Answer, Done, Open, Refresh, Say
from bot.card import post_incident
from bot.card.post_incident import Left
from bot.messages import ending
from bot.messages.card import card
from bot.messages.entry import entry_message
from bot.modals import close, reopen, resolution
from incidents.catalog.models import SeverityRule
from incidents.followups.models import FollowUp
from incidents.lifecycle import closing
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.closing import ClosingFacts, FollowUpFact
from incidents.outbox.models import Effect
from incidents.postmortems.models import Postmortem
from incidents.record.models import Entry, Incident
from incidents.reminders.models import Reminder
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
)

FORBIDDEN = ("<!channel>", "<!here>", "<!subteam", "<https://evil.example|")


@pytest.fixture
def over(company: Company) -> Incident:
    """A resolved SEV1 about which nobody wrote anything."""
    made = company.declares(severity="SEV1")
    lifecycle.resolve(incident=made, by=company.people["Ada"], now=NOW)
    return company.again(made)


def view_of(answer: Answer) -> dict[str, Any]:
    assert isinstance(answer, Open | Refresh), answer
    accept_view(answer.view)
    return answer.view


def step(company: Company, about: Incident, value: str) -> dict[str, Any]:
    """Press what solves something in the list of what is missing."""
    return view_of(company.presses(close.STEP, incident=about, value=value))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("status", Status)
def test_whatever_is_written_slack_takes_it_and_nobody_is_pinged(
    text: str, status: Status
) -> None:
    shown = hostile(text, status=status, resolved_at=NOW)
    blockers = tuple(_blockers(text))
    published = Postmortem(incident=shown, status="published")
    left = Left(blockers, published, looks_back=True, archived_at=NOW)
    closed = entry(
        Entry.Kind.CLOSED,
        text,
        data={
            "reason": text,
            "although": [each.text for each in blockers],
            "archived_at": NOW.isoformat(),
        },
    )
    for message in (
        card(shown, {post_incident.PART: left}),
        ending.due(shown),
        entry_message(shown, closed, "change"),
        entry_message(shown, entry(Entry.Kind.POSTMORTEM, text), "postmortem"),
    ):
        accept_message(message)
        written = marked_up(message.blocks) + message.text
        assert not any(word in written for word in FORBIDDEN)
    for view in (
        close.view(shown, blockers, is_admin=True),
        close.view(shown, blockers, is_admin=False),
        close.view(shown, [], is_admin=False),
        reopen.view(shown),
        resolution.view(shown),
    ):
        accept_view(view)
        assert not any(word in marked_up(view["blocks"]) for word in FORBIDDEN)


def _blockers(title: str) -> list[closing.Blocker]:
    """More than one incident can have, all with this title."""
    empty = ClosingFacts(severity="")
    loose = FollowUpFact(title[:200], is_open=True, is_planned=False)
    drafted = ClosingFacts("SEV1", "x", "draft", (loose,) * 5)
    return [*closing.blockers(SEV1, empty), *closing.blockers(SEV1, drafted)]


SEV1 = SeverityRule(
    severity="SEV1", needs_resolution=True, needs_postmortem=True, needs_follow_ups=True
)


def test_the_card_says_what_is_missing_and_offers_what_is_next() -> None:
    blockers = closing.blockers(SEV1, ClosingFacts("SEV1"))
    left = Left(tuple(blockers), looks_back=True)
    shown = everything(
        card(incident(status=Status.RESOLVED), {post_incident.PART: left}).blocks
    )
    for words in (
        "*Before closing*",
        "Nobody wrote what fixed it",
        "SEV1 needs a post-mortem",
        "SEV1 needs at least one follow-up",
        "incident_postmortem",
        "incident_resolution",
        "12:post_incident",
    ):
        assert words in shown
    again = card(incident(status=Status.FIXING), {post_incident.PART: Left()})
    assert "post-mortem" not in everything(again.blocks)


def test_the_cards_buttons_are_two_rows_at_most_for_one_part() -> None:
    left = Left(postmortem=Postmortem(incident=incident(), status="draft"))
    blocks = list(post_incident.blocks(incident(status=Status.RESOLVED), left))
    (actions,) = [block for block in blocks if block["type"] == "actions"]
    assert [each["action_id"] for each in actions["elements"]] == [
        "postmortem_open",
        "incident_postmortem",
        "incident_resolution",
    ]
    assert "confirm" in actions["elements"][1]


def test_a_closed_card_tells_when_its_channel_is_archived() -> None:
    left = Left(archived_at=NOW + timedelta(days=7))
    shown = card(incident(status=Status.CLOSED), {post_incident.PART: left})
    assert "This channel is archived <!date^" in everything(shown.blocks)


def test_closing_shows_what_is_missing_and_solves_it_in_place(
    company: Company, over: Incident
) -> None:
    shown = everything(view_of(company.types("close", here=over)))
    assert "Nobody wrote what fixed it" in shown

    form = step(company, over, "resolution")
    assert form["callback_id"] == "incident_resolution"
    fields = {"text": "Rolled back"}
    answer = company.submits(
        "incident_resolution", fields, incident=over, carried={"closing": True}
    )
    assert "Nobody wrote" not in everything(view_of(answer))

    shown = everything(step(company, over, "postmortem"))
    assert "still a draft" in shown
    assert f"/incidents/{over.pk}/postmortem/|read it first" in shown
    assert "post-mortem" not in everything(step(company, over, "publish"))

    form = step(company, over, "follow_up")
    assert form["callback_id"] == "incident_close_follow_up"
    fields = {"title": "Watch it"}
    answer = company.submits("incident_close_follow_up", fields, incident=over)
    assert "1 follow-up has no owner or no day" in everything(view_of(answer))

    form = step(company, over, "owners")
    carried = {"follow_up": FollowUp.objects.get().pk}
    answer = company.submits(
        "incident_close_follow_up",
        {"title": "Watch it", "owner": "UADA", "due": "2026-04-01"},
        incident=over,
        carried=carried,
    )
    ready = view_of(answer)
    assert "Nothing is missing" in everything(ready)
    assert ready["submit"]["text"] == "Close it"
    fields = {"reason": "All done"}
    assert company.submits("incident_close", fields, incident=over) == Done()
    assert company.again(over).status == Status.CLOSED


def test_the_severity_is_chosen_in_the_list(company: Company) -> None:
    made = company.declares()
    lifecycle.resolve(incident=made, by=company.people["Ada"], now=NOW)
    shown = view_of(company.presses("incident_close", incident=made))
    assert "severity is not set" in everything(shown)
    assert "Nothing is missing" in everything(step(company, made, "SEV4"))


def test_pressing_twice_or_late_does_no_harm(company: Company, over: Incident) -> None:
    for value in ("postmortem", "postmortem", "publish", "publish", "again"):
        step(company, over, value)
    assert Postmortem.objects.get(incident=over).status == "published"


def test_only_an_admin_is_offered_to_close_it_as_it_is(
    company: Company, over: Incident
) -> None:
    assert "submit" not in view_of(company.types("close", here=over))
    ada = company.people["Ada"]
    ada.is_staff = True
    ada.save()
    offered = view_of(company.types("close", here=over))
    assert offered["submit"]["text"] == "Close it as it is"
    company.submits(
        "incident_close", {"reason": "A drill"}, incident=over, carried={"anyway": True}
    )
    assert company.again(over).status == Status.CLOSED


def test_what_is_open_is_not_closed_and_says_so(company: Company) -> None:
    made = company.declares(severity="SEV1")
    with pytest.raises(Mistake, match="cannot become closed"):
        company.presses("incident_close", incident=made)


@pytest.mark.parametrize("way", ["status closed", "close"])
def test_a_status_that_ends_it_shows_what_is_missing_too(
    company: Company, over: Incident, way: str
) -> None:
    assert "Before it can be closed" in everything(
        view_of(company.types(way, here=over))
    )


def test_reopening_by_its_status_asks_why(company: Company, over: Incident) -> None:
    asked = view_of(company.types("status investigating", here=over))
    assert asked["callback_id"] == "incident_reopen"
    fields = {"status": "investigating"}
    asked = view_of(company.submits("incident_status", fields, incident=over))
    assert asked["callback_id"] == "incident_reopen"
    with pytest.raises(Mistake, match="say why") as refused:
        company.submits("incident_reopen", {"reason": " "}, incident=over)
    assert refused.value.field == "reason"


def test_reopening_with_an_archived_channel_says_what_only_people_can_do(
    company: Company, over: Incident
) -> None:
    assert over.channel is not None
    over.channel.is_archived = True
    over.channel.save()
    asked = view_of(company.presses("incident_reopen", incident=over))
    assert "Unarchive" in everything(asked)
    said = company.submits("incident_reopen", {"reason": "Again"}, incident=over)
    assert isinstance(said, Say)
    assert "no app open it again" in said.text


def test_what_is_open_or_merged_is_not_reopened(company: Company) -> None:
    made = company.declares()
    with pytest.raises(Mistake, match="open already"):
        company.types("reopen", here=made)
    made.status = Status.MERGED
    with pytest.raises(Mistake, match="which is final"):
        reopen.opened(made)


def test_the_command_makes_the_post_mortem_once_and_leads_to_it(
    company: Company, over: Incident
) -> None:
    first = company.types("postmortem", here=over)
    second = company.types("retro", here=over)
    assert isinstance(first, Say)
    assert isinstance(second, Say)
    assert f"/incidents/{over.pk}/postmortem/" in first.text
    assert "the draft is made" in first.text
    assert "it is a draft" in second.text
    published = company.presses("incident_postmortem", incident=over, value="publish")
    assert isinstance(published, Say)
    assert "it is published" in published.text
    told = Effect.objects.filter(subject=over.subject, args__message="postmortem")
    assert told.count() == 1


def test_a_closed_incidents_channel_is_archived_when_somebody_says_so(
    company: Company,
) -> None:
    made = company.declares(severity="SEV3")
    ada = company.people["Ada"]
    lifecycle.resolve(incident=made, by=ada, now=NOW)
    with pytest.raises(Mistake, match="close it first"):
        company.types("archive", here=made)
    lifecycle.close(incident=made, by=ada, now=NOW)
    asked = company.types("archive", here=made)
    assert isinstance(asked, Say)
    assert "is archived <!date^" in asked.text
    assert "Archive now" in everything(asked.blocks)
    with pytest.raises(Mistake, match="`now` or `keep`"):
        company.types("archive later", here=made)
    kept = company.presses("incident_archive", incident=made, value="keep")
    assert isinstance(kept, Say)
    assert not Reminder.objects.filter(kind="archive").exists()
    company.types("archive now", here=made)
    assert Effect.objects.filter(kind="archive", subject=made.subject).count() == 1
