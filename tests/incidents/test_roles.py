"""Whoever gives and gives up roles in whatever order: what stays true of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import queries as record
from incidents.record.models import Entry, Incident
from incidents.roles import queries, services
from incidents.roles.models import LEAD, Assignment, IncidentRole
from incidents.values import Mistake, Status
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]

people = st.sampled_from(["Ada", "Grace", "Ben"])
roles = st.sampled_from(["lead", "comms", "scribe", "responder"])
verbs = st.sampled_from(["assign", "give_up"])
histories = st.lists(st.tuples(verbs, roles, people, people), max_size=15)


def holders(incident: Incident) -> dict[str, list[str]]:
    again = record.get(incident.pk)
    found = queries.held(again)
    return {held.role.slug: [p.name for p in held.people] for held in found}


def assign(incident: Incident, role: str, person: Person, by: Person) -> Incident:
    found = queries.named(role)
    return services.assign(incident=incident, role=found, person=person, by=by, now=NOW)


@given(history=histories)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_roles_for_one_have_one_and_each_change_one_line(
    company: Company, history: list[tuple[str, str, str, str]]
) -> None:
    with transaction.atomic():
        incident = company.declares()
        expected: dict[str, list[str]] = {
            "lead": ["Ada"],
            "comms": [],
            "scribe": [],
            "responder": [],
        }
        for verb, role, who, by in history:
            before = holders(incident), incident.entries.count()
            try:
                with transaction.atomic():
                    getattr(services, verb)(
                        incident=incident,
                        role=queries.named(role),
                        person=company.people[who],
                        by=company.people[by],
                        now=NOW,
                    )
            except Mistake:
                assert (holders(incident), incident.entries.count()) == before
                continue
            assert incident.entries.count() == before[1] + 1
            one = role != "responder"
            others = [] if one else [n for n in expected[role] if n != who]
            expected[role] = [*others, who] if verb == "assign" else others
            assert holders(incident) == expected
            takes_part = incident.participants.filter(person=company.people[who])
            assert verb == "give_up" or takes_part.exists()
        transaction.set_rollback(True)


def test_the_database_itself_keeps_a_role_for_one(company: Company) -> None:
    incident = company.declares()
    comms = queries.named("comms")
    assign(incident, "comms", company.people["Ben"], company.people["Ada"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            incident=incident, role=comms, person=company.people["Grace"]
        )


def test_a_role_goes_from_one_to_the_next_and_the_past_stays(company: Company) -> None:
    incident = company.declares()
    ada, ben, grace = (company.people[name] for name in ("Ada", "Ben", "Grace"))
    assign(incident, "comms", ben, ada)
    assign(incident, "comms", grace, ben)
    lines = incident.entries.filter(kind=Entry.Kind.ROLE).values_list("text", flat=True)
    assert list(lines) == ["Comms: nobody → Ben", "Comms: Ben → Grace"]
    past, present = Assignment.objects.filter(incident=incident).order_by("pk")
    assert (past.person, past.until) == (ben, NOW)
    assert (present.person, present.until) == (grace, None)


def test_the_new_holder_is_briefed_and_the_channel_told_of_a_role_for_one(
    company: Company,
) -> None:
    incident = company.declares()
    ada, ben = company.people["Ada"], company.people["Ben"]
    assign(incident, "responder", ben, ada)
    kinds = Effect.objects.filter(subject=incident.subject)
    assert kinds.filter(kind="briefing").count() == 1
    assert not kinds.filter(kind="handover").exists()
    assign(incident, "scribe", ben, ada)
    assert kinds.filter(kind="briefing").count() == 2
    assert kinds.filter(kind="handover").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_active": False}, "Ben has left: name somebody who is here."),
        ({"slack_user__is_guest": True}, "Ben is a guest of the workspace"),
    ],
)
def test_who_is_not_here_gets_no_role(
    company: Company, change: dict[str, bool], said: str
) -> None:
    incident = company.declares()
    ben = company.people["Ben"]
    if "is_active" in change:
        ben.is_active = False
        ben.save()
    else:
        ben.slack_user.is_guest = True
        ben.slack_user.save()
    with pytest.raises(Mistake, match=said):
        assign(incident, "comms", ben, company.people["Ada"])


def test_the_lead_is_handed_over_and_never_given_up(company: Company) -> None:
    incident = company.declares()
    ada = company.people["Ada"]
    with pytest.raises(Mistake, match="needs a Lead: hand it over to somebody"):
        services.give_up(
            incident=incident, role=queries.named(LEAD), person=ada, by=ada, now=NOW
        )


def test_roles_change_after_it_is_resolved_until_it_is_closed(company: Company) -> None:
    incident = company.declares()
    ada, ben = company.people["Ada"], company.people["Ben"]
    lifecycle.resolve(incident=incident, by=ada, now=NOW, reason="Rolled back")
    assign(incident, "comms", ben, ada)
    Incident.objects.filter(pk=incident.pk).update(status=Status.CLOSED)
    with pytest.raises(Mistake, match="is closed: reopen it first"):
        assign(incident, "scribe", ben, ada)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("juggler", "There is no role “juggler”. The roles are: lead, comms, scribe"),
        ("", "Name a role. The roles are"),
        ("c", "“c” can be comms or customers. The roles are"),
        ("gone", "Gone is not used any more. The roles are"),
    ],
)
def test_a_role_that_is_none_is_answered_with_those_there_are(
    company: Company, text: str, said: str
) -> None:
    IncidentRole.objects.create(slug="customers", name="Customers")
    IncidentRole.objects.create(slug="gone", name="Gone", is_active=False)
    with pytest.raises(Mistake) as refused:
        queries.named(text)
    assert refused.value.message.startswith(said)
    assert refused.value.field == "role"


def test_a_role_of_the_back_office_is_one_like_the_others(company: Company) -> None:
    IncidentRole.objects.create(slug="customers", name="Customer contact", rank=9)
    incident = company.declares()
    assign(incident, "customer c", company.people["Ben"], company.people["Ada"])
    assert holders(incident)["customers"] == ["Ben"]


def test_a_role_not_used_any_more_is_shown_while_somebody_has_it(
    company: Company,
) -> None:
    incident = company.declares()
    ada, ben = company.people["Ada"], company.people["Ben"]
    assign(incident, "scribe", ben, ada)
    IncidentRole.objects.filter(slug="scribe").update(is_active=False)
    assert holders(incident)["scribe"] == ["Ben"]
    scribe = queries.of_slug("scribe")
    services.give_up(
        incident=incident,
        role=scribe,
        person=ben,
        by=ben,
        now=NOW + timedelta(minutes=1),
    )
    assert "scribe" not in holders(incident)
