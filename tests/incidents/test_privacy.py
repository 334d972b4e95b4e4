"""Who may know of a private incident, whatever its people do."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.channels.models import Conversation
from incidents.freezes.models import Freeze
from incidents.lifecycle import merging, privacy
from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import privacy as seen_by
from incidents.record import queries
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.roles import queries as roles
from incidents.roles import services as role_services
from incidents.roles.models import Assignment
from incidents.updates import following
from incidents.values import Mistake
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]


def sees(person: Person, incident: Incident) -> bool:
    return Incident.objects.visible_to(person).filter(pk=incident.pk).exists()


def in_private_channel(incident: Incident) -> None:
    Conversation.objects.filter(incident=incident).update(is_private=True)


@pytest.fixture
def public(company: Company) -> Incident:
    """Declared by Ada, in a public channel."""
    return company.declares("Ada", "Payroll export was read")


@pytest.fixture
def secret(company: Company) -> Incident:
    """Declared private by Ada, in its private channel."""
    made = company.declares("Ada", "Laptop stolen", is_private=True)
    in_private_channel(made)
    return made


def test_making_it_private_leaves_it_to_who_takes_part_and_who_asked(
    company: Company, public: Incident
) -> None:
    ada, ben, grace = (company.people[name] for name in ("Ada", "Ben", "Grace"))
    assert sees(ben, public)
    privacy.make_private(incident=public, by=grace, now=NOW)
    assert [sees(person, public) for person in (ada, grace, ben)] == [True, True, False]
    assert [p.name for p in seen_by.insiders(public)] == ["Ada", "Grace"]
    assert public.entries.get(kind=Entry.Kind.PRIVACY).text == "Made private"


def test_who_follows_it_from_outside_is_told_no_more(
    company: Company, public: Incident
) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    for person in (ada, ben):
        following.subscribe(incident=public, by=person, way="dm")
    privacy.make_private(incident=public, by=ada, now=NOW)
    assert [each.person for each in public.subscriptions.all()] == [ada]


def test_only_its_owners_make_it_public(company: Company, secret: Incident) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    record.add_participants(incident=secret, people=[ben])
    with pytest.raises(Mistake, match="Only who declared or leads"):
        privacy.make_public(incident=secret, by=ben, now=NOW)
    privacy.make_public(incident=secret, by=ada, now=NOW)
    assert sees(company.people["Grace"], secret)
    with pytest.raises(Mistake, match="is public already"):
        privacy.make_public(incident=secret, by=ada, now=NOW)


def test_what_came_from_another_private_incident_is_not_made_public(
    company: Company, secret: Incident
) -> None:
    ada = company.people["Ada"]
    other = company.declares("Ada", "Badge lost", is_private=True)
    merging.merge(incident=other, into=secret, by=ada, now=NOW)
    with pytest.raises(Mistake, match="its timeline would be shown to everybody"):
        privacy.make_public(incident=secret, by=ada, now=NOW)


def test_what_was_merged_is_private_with_its_survivor_or_not_at_all(
    company: Company, public: Incident
) -> None:
    ada = company.people["Ada"]
    into = company.declares("Ada", "Checkout errors")
    merging.merge(incident=public, into=into, by=ada, now=NOW)
    with pytest.raises(Mistake, match="make that one private first"):
        privacy.make_private(incident=public, by=ada, now=NOW)
    privacy.make_private(incident=into, by=ada, now=NOW)
    pointer = public.entries.get(kind=Entry.Kind.MERGED)
    assert (pointer.text, pointer.data) == (
        "Merged into a private incident",
        {"into": None},
    )
    privacy.make_private(incident=public, by=ada, now=NOW)
    assert not sees(company.people["Ben"], public)


def test_leaving_its_private_channel_ends_sight_and_roles(
    company: Company, secret: Incident
) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    role_services.assign(
        incident=secret, role=roles.named("comms"), person=ben, by=ada, now=NOW
    )
    assert sees(ben, secret)
    privacy.left(incident=secret, person=ben, now=NOW)
    assert not sees(ben, secret)
    assert not Assignment.objects.filter(incident=secret).current().exists()
    lines = secret.entries.filter(kind=Entry.Kind.ROLE).values_list("text", flat=True)
    assert lines.last() == "Comms: Ben → nobody (left the channel)"
    privacy.admit(incident=queries.get(secret.pk), people=[ben])
    assert sees(ben, secret)


def test_its_declarer_and_lead_may_leave_the_channel(
    company: Company, secret: Incident
) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    lifecycle.assign_lead(incident=secret, lead=ben, by=ada, now=NOW)
    for person in (ada, ben):
        privacy.left(incident=secret, person=person, now=NOW)
        assert sees(person, secret)


def test_joining_a_channel_that_stayed_public_lets_nobody_in(
    company: Company, public: Incident
) -> None:
    ben = company.people["Ben"]
    privacy.make_private(incident=public, by=company.people["Ada"], now=NOW)
    privacy.admit(incident=queries.get(public.pk), people=[ben])
    assert not sees(ben, public)
    in_private_channel(public)
    privacy.admit(incident=queries.get(public.pk), people=[ben])
    assert sees(ben, public)


def test_rows_about_it_are_for_its_people_and_rows_about_none_for_all(
    company: Company, secret: Incident, public: Incident
) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    for about in (secret, public, None):
        Freeze.objects.create(incident=about, scope=f"x{about.pk if about else 0}")
    found = seen_by.seen(Freeze.objects.order_by("pk"), by=ben)
    assert [each.incident for each in found] == [public, None]
    assert seen_by.seen(Freeze.objects.all(), by=ada).count() == 3
    assert seen_by.seen(Entry.objects.all(), by=ben).count() == public.entries.count()


names = st.sampled_from(["Ada", "Grace", "Ben"])
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["private", "public", "join", "leave", "lead", "role", "follow"]
        ),
        names,
        names,
    ),
    max_size=15,
)


@given(steps)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nobody_outside_sees_or_follows_it_whatever_happens(
    company: Company, history: list[tuple[str, str, str]]
) -> None:
    with transaction.atomic():
        incident = company.declares("Ada", "Laptop stolen", is_private=True)
        in_private_channel(incident)
        inside = {"Ada"}
        for verb, who, by in history:
            before = queries.get(incident.pk)
            try:
                with transaction.atomic():
                    _do(verb, before, company.people[who], company.people[by])
            except Mistake:
                continue
            inside = _inside(inside, verb, who, by)
            _check(company, queries.get(incident.pk), inside)
        transaction.set_rollback(True)


def _do(verb: str, incident: Incident, who: Person, by: Person) -> None:
    if verb == "private":
        privacy.make_private(incident=incident, by=by, now=NOW)
    elif verb == "public":
        privacy.make_public(incident=incident, by=by, now=NOW)
    elif verb == "join":
        privacy.admit(incident=incident, people=[who])
    elif verb == "leave":
        privacy.left(incident=incident, person=who, now=NOW)
    elif verb == "lead":
        lifecycle.assign_lead(incident=incident, lead=who, by=by, now=NOW)
    elif verb == "role":
        role = roles.named("scribe")
        role_services.assign(incident=incident, role=role, person=who, by=by, now=NOW)
    else:
        following.subscribe(incident=incident, by=who, way="dm")


def _inside(inside: set[str], verb: str, who: str, by: str) -> set[str]:
    """Who takes part after the step."""
    if verb == "leave":
        return inside - {who}
    came = {"join": {who}, "lead": {who}, "role": {who}, "private": {by}}
    return inside | came.get(verb, set())


def _check(company: Company, incident: Incident, inside: set[str]) -> None:
    owners = {"Ada", incident.lead.name if incident.lead else ""}
    for name, person in company.people.items():
        expected = not incident.is_private or name in inside | owners
        assert sees(person, incident) == expected
    if incident.is_private:
        announced = Effect.objects.filter(
            subject=incident.subject, kind__in=["thread"], status="pending"
        )
        public_since = incident.entries.filter(text="Made public").exists()
        assert public_since or not announced.exists()


@pytest.mark.django_db
def test_the_worst_first_are_the_visible_ones_and_as_the_rule_sorts_them(
    company: Company,
) -> None:
    for severity in ("SEV3", "", "SEV1", "SEV3"):
        made = company.declares("Ada", f"Of severity {severity}")
        Incident.objects.filter(pk=made.pk).update(severity=severity)
    over = company.declares("Ada", "Over")
    Incident.objects.filter(pk=over.pk).update(status="resolved")
    for person in (company.people["Ben"], None):
        found = queries.worst_open(by=person, count=3)
        assert found == list(queries.open_incidents(by=person)[:3])
        assert [each.severity for each in found] == ["SEV1", "SEV3", "SEV3"]
    secret = company.declares("Ada", "Laptop stolen", is_private=True)
    for name, sees_it in (("Ada", True), ("Ben", False)):
        person = company.people[name]
        found = queries.worst_open(by=person, count=9)
        assert found == list(queries.open_incidents(by=person))
        assert (secret in found) == sees_it
