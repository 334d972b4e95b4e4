"""What a machine opened is accepted, declined or merged, and nothing of it is lost."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.catalog.models import SeverityRule
from incidents.followups.models import FollowUp
from incidents.lifecycle import (
    declaring,
    merging,
    opening,
    privacy,
    reviewing,
    triage,
)
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.values import Declaration
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import queries
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import survivor, went_to
from incidents.roles import queries as roles
from incidents.roles import services as role_services
from incidents.roles.models import Assignment
from incidents.updates import following
from incidents.values import Mistake, Status
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]


def opens(title: str = "Errors of Checkout", **more: object) -> Incident:
    """A machine declares."""
    declaration = Declaration(title=title, **more)  # type: ignore[arg-type]
    (made,) = declaring.declare_many(declarations=[declaration], by=None, now=NOW)
    return queries.get(made.pk)


def merge(incident: Incident, into: Incident, by: Person) -> Incident:
    merging.merge(incident=incident, into=into, by=by, now=NOW)
    return queries.get(incident.pk)


def texts(incident: Incident) -> list[str]:
    return [entry.text for entry in queries.timeline(incident)]


def kinds(incident: Incident) -> set[str]:
    asked = Effect.objects.filter(subject=incident.subject)
    return set(asked.values_list("kind", flat=True))


def test_what_a_machine_opens_waits_in_triage_for_anybody(company: Company) -> None:
    incident = opens(severity="SEV2", service=company.service.pk)
    assert incident.status == Status.TRIAGE
    assert incident.declared_by is None
    assert incident.lead is None
    assert incident.acknowledged_at is None
    assert "channel" in kinds(incident)


def test_a_machine_opens_nothing_that_nobody_may_see(company: Company) -> None:
    with pytest.raises(Mistake, match="needs somebody who may see it") as refused:
        opens(is_private=True)
    assert refused.value.field == "private"


def test_accepting_acknowledges_it_and_makes_a_lead(company: Company) -> None:
    incident = opens()
    ben = company.people["Ben"]
    triage.accept(incident=incident, by=ben, now=NOW)
    after = queries.get(incident.pk)
    assert after.status == Status.INVESTIGATING
    assert (after.acknowledged_at, after.acknowledged_by) == (NOW, ben)
    assert after.lead == ben
    assert after.participants.filter(person=ben).exists()
    accepted = incident.entries.get(kind=Entry.Kind.ACCEPTED)
    assert accepted.text == "Status: Triage → Investigating. Lead: nobody → Ben"


def test_accepting_leaves_the_lead_to_who_has_it(company: Company) -> None:
    incident = opens()
    ada, ben = company.people["Ada"], company.people["Ben"]
    lifecycle.assign_lead(incident=incident, lead=ada, by=ada, now=NOW)
    triage.accept(incident=incident, by=ben, now=NOW)
    assert queries.get(incident.pk).lead == ada


def test_declining_needs_a_reason_and_keeps_it(company: Company) -> None:
    incident = opens()
    ben = company.people["Ben"]
    with pytest.raises(Mistake) as refused:
        triage.decline(incident=incident, reason="  ", by=ben, now=NOW)
    assert refused.value.field == "reason"
    triage.decline(incident=incident, reason="Planned work", by=ben, now=NOW)
    after = queries.get(incident.pk)
    assert after.status == Status.DECLINED
    assert texts(incident)[-1] == "Declined. Planned work"


def test_what_was_declined_comes_back_with_a_reason(company: Company) -> None:
    incident = opens()
    ben = company.people["Ben"]
    triage.decline(incident=incident, reason="Planned work", by=ben, now=NOW)
    lifecycle.reopen(incident=incident, by=ben, now=NOW, reason="It was not")
    after = queries.get(incident.pk)
    assert (after.status, after.lead) == (Status.INVESTIGATING, ben)
    assert after.resolution == ""
    assert incident.entries.filter(kind=Entry.Kind.REOPENED).count() == 1


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_what_is_decided_is_not_decided_again(company: Company, verb: str) -> None:
    incident = company.declares()
    more = {"reason": "Planned work"} if verb == "decline" else {}
    with pytest.raises(Mistake, match="is investigating: only what is in triage"):
        getattr(triage, verb)(
            incident=incident, by=company.people["Ben"], now=NOW, **more
        )


def test_a_channel_is_opened_when_its_severity_asks_or_somebody_does(
    company: Company,
) -> None:
    SeverityRule.objects.filter(severity="SEV4").update(opens_channel=False)
    ben = company.people["Ben"]
    quiet = opens(severity="SEV4")
    assert "channel" not in kinds(quiet)
    triage.accept(incident=quiet, by=ben, now=NOW)
    assert "channel" not in kinds(quiet)
    opening.open_channel(incident=quiet, by=ben, now=NOW)
    assert "channel" in kinds(quiet)
    with pytest.raises(Mistake, match="is getting its channel already"):
        opening.open_channel(incident=quiet, by=ben, now=NOW)
    worse = opens(severity="SEV4")
    triage.accept(incident=worse, by=ben, now=NOW)
    lifecycle.change_severity(incident=worse, severity="SEV1", by=ben, now=NOW)
    assert "channel" in kinds(worse)


def test_accepting_opens_the_channel_that_was_held_back(company: Company) -> None:
    incident = opens(opens_channel=False)
    assert "channel" not in kinds(incident)
    triage.accept(incident=incident, by=company.people["Ben"], now=NOW)
    assert "channel" in kinds(incident)


def test_merging_copies_the_timeline_and_moves_people_and_follow_ups(
    company: Company,
) -> None:
    ada, ben, grace = (company.people[name] for name in ("Ada", "Ben", "Grace"))
    into = company.declares("Ada", "Checkout errors")
    merged = company.declares("Ben", "Payments fail")
    record.add_participants(incident=merged, people=[grace])
    following.subscribe(incident=merged, by=grace, way="dm")
    role_services.assign(
        incident=merged, role=roles.named("comms"), person=grace, by=ben, now=NOW
    )
    follow_up = FollowUp.objects.create(incident=merged, title="Add a test")
    after = merge(merged, into, ada)

    assert (after.status, after.merged_into) == (Status.MERGED, into)
    assert f"[{merged.reference}] Declared: Payments fail" in texts(into)
    assert texts(into)[-1] == (
        f"{merged.reference} was merged into this one: Payments fail"
    )
    assert texts(merged)[-1] == f"Merged into {into.reference}"
    here = into.participants.values_list("person__name", flat=True)
    assert set(here) == {"Ada", "Ben", "Grace"}
    assert [s.person for s in into.subscriptions.all()] == [grace]
    assert not merged.subscriptions.exists()
    follow_up.refresh_from_db()
    assert follow_up.incident == into
    assert not Assignment.objects.filter(incident=merged).current().exists()
    assert roles.held(into)[1].is_vacant


def test_what_another_incident_went_through_is_not_told_of_the_survivor(
    company: Company,
) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    into, gone = company.declares("Ada", "One"), company.declares("Ben", "Two")
    lifecycle.assign_lead(incident=gone, lead=company.people["Grace"], by=ben, now=NOW)
    lifecycle.resolve(incident=gone, by=ben, now=NOW, reason="Rolled back")
    lifecycle.reopen(incident=gone, by=ben, now=NOW, reason="It came back")
    merge(gone, into, ada)
    facts = reviewing.facts(queries.get(into.pk), now=NOW)
    assert [(held.role, held.name) for held in facts.people] == [("Lead", "Ada")]
    assert facts.reopened == ()
    assert f"[{gone.reference}] Declared: Two" in {line.text for line in facts.lines}


def test_what_was_merged_names_where_it_went(company: Company) -> None:
    ada = company.people["Ada"]
    first, second, third = (company.declares("Ada", str(n)) for n in range(3))
    merge(first, second, ada)
    merge(second, third, ada)
    assert survivor(queries.get(first.pk)) == third
    acts: tuple[Callable[[], object], ...] = (
        lambda: lifecycle.resolve(incident=first, by=ada, now=NOW, reason="Done"),
        lambda: lifecycle.change_severity(
            incident=first, severity="SEV1", by=ada, now=NOW
        ),
        lambda: lifecycle.assign_lead(incident=first, lead=ada, by=ada, now=NOW),
        lambda: merge(first, third, ada),
    )
    for act in acts:
        with pytest.raises(Mistake) as refused, transaction.atomic():
            act()
        assert refused.value.message == (
            f"{first.reference} was merged into {third.reference}: go on there."
        )


def test_nothing_is_merged_into_itself_or_in_a_circle(company: Company) -> None:
    ada = company.people["Ada"]
    first, second = company.declares("Ada", "One"), company.declares("Ada", "Two")
    with pytest.raises(Mistake, match="cannot be merged into itself"):
        merge(first, first, ada)
    merge(first, second, ada)
    with pytest.raises(Mistake, match=f"was merged into {second.reference}"):
        merge(second, first, ada)


def test_nothing_is_merged_into_what_is_over(company: Company) -> None:
    ada = company.people["Ada"]
    first, over = company.declares("Ada", "One"), company.declares("Ada", "Two")
    lifecycle.resolve(incident=over, by=ada, now=NOW, reason="Rolled back")
    with pytest.raises(Mistake, match="is resolved: reopen it first"):
        merge(first, over, ada)
    with pytest.raises(Mistake, match="only an open incident can be merged"):
        merge(over, first, ada)


def test_a_secret_does_not_come_out_by_merging(company: Company) -> None:
    ada = company.people["Ada"]
    secret = company.declares("Ada", "Laptop stolen", is_private=True)
    public = company.declares("Ada", "Payments fail")
    with pytest.raises(Mistake, match=r"is private and INC-\d+ is not"):
        merge(secret, public, ada)
    assert queries.get(secret.pk).is_open


def test_into_a_private_incident_nobody_is_taken_along(company: Company) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    secret = company.declares("Ada", "Laptop stolen", is_private=True)
    public = company.declares("Ben", "Odd logins")
    following.subscribe(incident=public, by=ben, way="dm")
    after = merge(public, secret, ada)
    seen = Incident.objects.visible_to(ben)
    assert not seen.filter(pk=secret.pk).exists()
    assert "[" + public.reference + "] Declared: Odd logins" in texts(secret)
    assert texts(public)[-1] == "Merged into a private incident"
    assert went_to(after, by=ben) == "a private incident"
    assert went_to(after, by=ada) == secret.reference


decisions = st.lists(
    st.tuples(
        st.sampled_from(["accept", "decline", "merge", "reopen", "resolve"]),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(decisions, st.lists(st.booleans(), min_size=4, max_size=4))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_decided_every_incident_leads_to_one_that_goes_on_or_is_over(
    company: Company, history: list[tuple[str, int, int]], private: list[bool]
) -> None:
    ada = company.people["Ada"]
    with transaction.atomic():
        some = [opens(str(n)) for n in range(len(private))]
        for incident, hidden in zip(some, private, strict=True):
            if hidden:
                privacy.make_private(incident=incident, by=ada, now=NOW)
        for verb, which, other in history:
            _decide(verb, some[which], some[other], ada)
        for incident in some:
            now = queries.get(incident.pk)
            left = survivor(now)
            assert (now.status == Status.MERGED) == (now.merged_into is not None)
            assert left.merged_into is None
            assert not now.is_private or left.is_private
            assert now.status != Status.TRIAGE or now.acknowledged_at is None
            active = now.is_open and now.status != Status.TRIAGE
            assert not active or now.lead is not None
        transaction.set_rollback(True)


def _decide(verb: str, incident: Incident, other: Incident, by: Person) -> None:
    before = incident.entries.count()
    try:
        with transaction.atomic():
            if verb == "merge":
                merging.merge(incident=incident, into=other, by=by, now=NOW)
            elif verb == "accept":
                triage.accept(incident=incident, by=by, now=NOW)
            elif verb == "decline":
                triage.decline(incident=incident, reason="No", by=by, now=NOW)
            else:
                act = getattr(lifecycle, verb)
                act(incident=incident, by=by, now=NOW, reason="Because")
    except Mistake:
        assert incident.entries.count() == before
    else:
        assert incident.entries.count() == before + 1
