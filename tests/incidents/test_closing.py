"""What an incident needs before it can be closed, and what comes after that."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalog.models import SeverityRule
from incidents.followups.models import FollowUp
from incidents.lifecycle import archiving, closing, resolution, reviewing
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.closing import ClosingFacts, FollowUpFact, Need
from incidents.outbox.models import Effect
from incidents.postmortems import services as postmortems
from incidents.postmortems.models import Postmortem
from incidents.record.models import Entry, Incident
from incidents.reminders.models import Reminder
from incidents.response import due
from incidents.values import Mistake, Severity, Status
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]
DAY = timedelta(days=1)

rules = st.builds(
    SeverityRule,
    severity=st.sampled_from([*Severity.values, ""]),
    needs_resolution=st.booleans(),
    needs_postmortem=st.booleans(),
    needs_follow_ups=st.booleans(),
)
facts = st.builds(
    ClosingFacts,
    severity=st.sampled_from([*Severity.values, ""]),
    resolution=st.sampled_from(["", "  ", "Rolled back"]),
    postmortem=st.sampled_from(["", *Postmortem.Status.values]),
    follow_ups=st.lists(
        st.builds(
            FollowUpFact,
            title=st.text(max_size=200),
            is_open=st.booleans(),
            is_planned=st.booleans(),
        ),
        max_size=6,
    ).map(tuple),
)


@given(rules, facts)
def test_what_is_missing_is_what_the_severity_asks_for_and_is_not_there(
    rule: SeverityRule, about: ClosingFacts
) -> None:
    found = {blocker.kind for blocker in closing.blockers(rule, about)}
    loose = any(f.is_open and not f.is_planned for f in about.follow_ups)
    follow_ups, reviewed = rule.needs_follow_ups, rule.needs_postmortem
    assert found == {
        need
        for need, is_missing in {
            Need.SEVERITY: not about.severity,
            Need.RESOLUTION: rule.needs_resolution and not about.resolution.strip(),
            Need.POSTMORTEM: reviewed and not about.postmortem,
            Need.PUBLISH: reviewed and about.postmortem == "draft",
            Need.FOLLOW_UP: follow_ups and not about.follow_ups,
            Need.OWNERS: follow_ups and loose,
        }.items()
        if is_missing
    }


@given(rules, facts)
def test_each_blocker_says_what_is_missing_and_what_solves_it(
    rule: SeverityRule, about: ClosingFacts
) -> None:
    for blocker in closing.blockers(rule, about):
        assert blocker.text
        assert len(blocker.text) <= 300
        assert 0 < len(blocker.button) <= 75


@pytest.fixture
def over(company: Company) -> Incident:
    """A resolved SEV1, and nobody wrote anything about it."""
    incident = company.declares(severity="SEV1")
    ada = company.people["Ada"]
    return lifecycle.resolve(incident=incident, by=ada, now=NOW)


def close(incident: Incident, company: Company, **more: object) -> Incident:
    return lifecycle.close(
        incident=incident,
        by=company.people["Ada"],
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def lines(incident: Incident) -> list[str]:
    return list(incident.entries.values_list("text", flat=True))


def test_closing_is_refused_with_all_that_is_missing(
    company: Company, over: Incident
) -> None:
    with pytest.raises(closing.Blocked) as refused:
        close(over, company)
    for words in (
        "Nobody wrote what fixed it",
        "SEV1 needs a post-mortem",
        "SEV1 needs at least one follow-up",
    ):
        assert words in refused.value.message
    assert company.again(over).status == Status.RESOLVED


def test_once_everything_is_there_it_closes(company: Company, over: Incident) -> None:
    ada = company.people["Ada"]
    resolution.write(incident=over, text="Rolled back", by=ada, now=NOW)
    made, _ = reviewing.start(incident=over, by=ada, now=NOW)
    todo = FollowUp.objects.create(incident=over, title="Watch the certificate")
    with pytest.raises(closing.Blocked, match=r"still a draft.*no owner or no day"):
        close(over, company)
    postmortems.publish(postmortem=made, by=ada, now=NOW)
    todo.owner, todo.due_on = ada, NOW.date()
    todo.save()
    assert close(company.again(over), company).status == Status.CLOSED


def test_a_done_follow_up_needs_no_day(company: Company, over: Incident) -> None:
    FollowUp.objects.create(incident=over, title="Done at once", status="done")
    kinds = {blocker.kind for blocker in closing.blocking(over)}
    assert not kinds & {Need.FOLLOW_UP, Need.OWNERS}


def test_an_unset_severity_is_no_way_around(company: Company) -> None:
    incident = company.declares()
    lifecycle.resolve(incident=incident, by=company.people["Ada"], now=NOW)
    with pytest.raises(closing.Blocked, match="severity is not set"):
        close(incident, company)


def test_an_admin_may_close_it_as_it_is_and_the_timeline_says_so(
    company: Company, over: Incident
) -> None:
    with pytest.raises(Mistake, match="Only an admin"):
        close(over, company, anyway=True, reason="Duplicate")
    ada = company.people["Ada"]
    ada.is_staff = True
    ada.save()
    with pytest.raises(Mistake, match="say why"):
        close(over, company, anyway=True)
    close(over, company, anyway=True, reason="A drill")
    assert lines(over)[-1] == (
        "Status: Resolved → Closed, although: Nobody wrote what fixed it; SEV1 needs "
        "a post-mortem; SEV1 needs at least one follow-up. A drill"
    )


def test_nobody_else_gets_by_through_the_status(
    company: Company, over: Incident
) -> None:
    ada = company.people["Ada"]
    with pytest.raises(closing.Blocked):
        lifecycle.change_status(incident=over, wanted=Status.CLOSED, by=ada, now=NOW)


def test_reopening_needs_a_reason_whichever_way_it_is_asked_for(
    company: Company, over: Incident
) -> None:
    ada = company.people["Ada"]
    with pytest.raises(Mistake, match="say why") as refused:
        lifecycle.reopen(incident=over, by=ada, now=NOW, reason="  ")
    assert refused.value.field == "reason"
    wanted = Status.INVESTIGATING
    with pytest.raises(Mistake, match="say why"):
        lifecycle.change_status(incident=over, wanted=wanted, by=ada, now=NOW)
    lifecycle.reopen(incident=over, by=ada, now=NOW, reason="It came back")
    assert lines(over)[-1].endswith("It came back")


def test_what_fixed_it_can_be_put_right_later(company: Company, over: Incident) -> None:
    ada = company.people["Ada"]
    resolution.write(incident=over, text="Restarted it", by=ada, now=NOW)
    with pytest.raises(Mistake, match="says already"):
        resolution.write(incident=over, text="Restarted it", by=ada, now=NOW)
    resolution.write(incident=over, text="Rolled back", by=ada, now=NOW)
    assert company.again(over).resolution == "Rolled back"
    assert lines(over)[-2:] == [
        "What fixed it: Restarted it",
        "What fixed it: Rolled back",
    ]


def test_what_fixed_it_is_not_said_of_what_is_open(company: Company) -> None:
    incident = company.declares()
    with pytest.raises(Mistake, match="when it is resolved"):
        resolution.write(incident=incident, text="x", by=company.people["Ada"], now=NOW)


# -- the channel's archive


@pytest.fixture
def closed(company: Company) -> Incident:
    """A closed SEV3; its rule archives the channel after 7 days."""
    incident = company.declares(severity="SEV3")
    lifecycle.resolve(incident=incident, by=company.people["Ada"], now=NOW)
    return close(incident, company)


def archives(incident: Incident) -> int:
    return Effect.objects.filter(subject=incident.subject, kind="archive").count()


def test_the_channel_is_archived_after_the_days_of_its_severity(
    closed: Incident,
) -> None:
    assert archiving.planned(closed) == NOW + 7 * DAY
    told = closed.entries.get(kind=Entry.Kind.CLOSED)
    assert told.data["archived_at"] == (NOW + 7 * DAY).isoformat()
    while due.advance(NOW + 6 * DAY):
        pass
    assert archives(closed) == 0
    while due.advance(NOW + 8 * DAY):
        pass
    assert archives(closed) == 1


def test_reopening_or_an_objection_keeps_the_channel(
    company: Company, closed: Incident
) -> None:
    ada = company.people["Ada"]
    archiving.keep(incident=closed, by=ada, now=NOW)
    assert archiving.planned(closed) is None
    with pytest.raises(Mistake, match="stays open already"):
        archiving.keep(incident=closed, by=ada, now=NOW)
    lifecycle.reopen(incident=closed, by=ada, now=NOW, reason="Again")
    lifecycle.resolve(incident=closed, by=ada, now=NOW)
    close(closed, company)
    assert archiving.planned(closed) is not None
    lifecycle.reopen(incident=closed, by=ada, now=NOW, reason="And again")
    while due.advance(NOW + 8 * DAY):
        pass
    assert archives(closed) == 0


def test_only_what_is_closed_is_archived_by_hand_and_once(
    company: Company, over: Incident, closed: Incident
) -> None:
    ada = company.people["Ada"]
    with pytest.raises(Mistake, match="close it first"):
        archiving.archive(incident=over, by=ada, now=NOW)
    archiving.archive(incident=closed, by=ada, now=NOW)
    assert archiving.planned(closed) is None
    with pytest.raises(Mistake, match="is being archived"):
        archiving.archive(incident=closed, by=ada, now=NOW)
    Effect.objects.filter(kind="archive").update(status="done")
    archiving.archived(incident=closed, by=ada, now=NOW)
    assert lines(closed)[-1].endswith("is archived")
    assert company.again(closed).is_put_away
    with pytest.raises(Mistake, match="archived already"):
        archiving.archive(incident=closed, by=ada, now=NOW)


# -- asking for the post-mortem


def asked(incident: Incident) -> int:
    found = Effect.objects.filter(subject=incident.subject)
    return found.filter(kind=reviewing.POSTMORTEM_DUE).count()


def test_a_needed_post_mortem_is_asked_for_three_times_at_most(over: Incident) -> None:
    for day in range(30):
        while due.advance(NOW + day * DAY):
            pass
    assert asked(over) == 3
    assert not Reminder.objects.filter(kind=reviewing.POSTMORTEM_DUE).exists()


def test_nobody_is_asked_for_what_is_published_or_not_needed(
    company: Company, over: Incident
) -> None:
    ada = company.people["Ada"]
    small = company.declares(severity="SEV4")
    lifecycle.resolve(incident=small, by=ada, now=NOW)
    made, _ = reviewing.start(incident=over, by=ada, now=NOW)
    postmortems.publish(postmortem=made, by=ada, now=NOW)
    for day in range(30):
        while due.advance(NOW + day * DAY):
            pass
    assert (asked(over), asked(small)) == (0, 0)
