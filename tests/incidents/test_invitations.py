"""Who is named, who is new, who may come: without Slack."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as settings_of_django
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.catalog.models import Service
from incidents.channels.models import Conversation, UserGroup, Workspace
from incidents.invitations import asking, planning, queries
from incidents.invitations import services as invitations
from incidents.invitations.models import Invitation, InviteRule
from incidents.invitations.signals import get_invites
from incidents.invitations.values import Invite, Named
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person, Team
from incidents.record.models import Entry, Incident

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ("Ada", "Ben", "Chloe", "Dev")
Outcome = Invitation.Outcome


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {
        name: Person.objects.create(name=name, email=f"{name}@example.com".lower())
        for name in NAMES
    }


@pytest.fixture
def group(people: dict[str, Person]) -> UserGroup:
    workspace = Workspace.objects.create(slack_id="T1", name="Example")
    group = UserGroup.objects.create(workspace=workspace, slack_id="S1", handle="g")
    group.people.add(people["Chloe"])
    return group


def declared(by: Person, **more: Any) -> Incident:
    declaration = Declaration(title="Search is slow", **more)
    return declaring.declare(declaration=declaration, by=by, now=NOW)


def test_a_rule_fits_by_severity_service_and_privacy(
    people: dict[str, Person], group: UserGroup
) -> None:
    team = Team.objects.create(name="T", slug="t")
    search = Service.objects.create(name="Search", slug="search", team=team)
    shop = Service.objects.create(name="Shop", slug="shop", team=team)
    rules: dict[str, dict[str, Any]] = {
        "all": {},
        "worst": {"severities": ["SEV1", "SEV2"]},
        "private too": {"public_only": False},
        "paused": {"is_active": False},
    }
    for name, fields in rules.items():
        InviteRule.objects.create(name=name, **fields)
    InviteRule.objects.create(name="of search").services.add(search)

    def fit(**more: Any) -> set[str]:
        found = queries.rules_for(declared(people["Ada"], **more))
        return {rule.name for rule in found}

    assert fit() == {"all", "private too"}
    assert fit(severity="SEV3") == {"all", "private too"}
    assert fit(severity="SEV1") == {"all", "private too", "worst"}
    assert fit(service=search.pk) == {"all", "private too", "of search"}
    assert fit(service=shop.pk) == {"all", "private too"}
    assert fit(severity="SEV1", is_private=True) == {"private too"}


def test_the_first_round_says_why_each_is_invited(
    people: dict[str, Person], group: UserGroup
) -> None:
    channel = Conversation.objects.create(
        workspace=group.workspace, slack_id="C1", name="room"
    )
    channel.people.add(people["Dev"])
    rule = InviteRule.objects.create(name="Everybody")
    rule.user_groups.add(group)
    rule.conversations.add(channel)
    named = asking.first_round(declared(people["Ada"]), reason="created", now=NOW).named
    reasons = {each.person.name: each.reason for each in reversed(named)}

    assert reasons == {
        "Ada": "declared it",
        "Chloe": "rule Everybody",
        "Dev": "rule Everybody",
    }


@given(
    names=st.lists(st.sampled_from(NAMES), max_size=8),
    outcomes=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Outcome)),
    private=st.booleans(),
    inside=st.sets(st.sampled_from(NAMES)),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nobody_is_invited_twice_or_into_what_is_not_theirs(
    people: dict[str, Person],
    names: list[str],
    outcomes: dict[str, str],
    private: bool,
    inside: set[str],
) -> None:
    Incident.objects.all().delete()
    incident = declared(people["Ada"], is_private=private)
    for name in inside:
        incident.participants.get_or_create(person=people[name])
    for name, outcome in outcomes.items():
        incident.invitations.create(person=people[name], outcome=outcome)
    plan = planning.plan(incident, [Named(people[name], "test") for name in names])
    invited = [each.person.name for each in plan.invited]
    kept_out = {each.person.name for each in plan.not_allowed}

    assert len(invited) == len(set(invited))
    assert set(invited) | kept_out <= set(names)
    assert not private or set(invited) <= inside | {"Ada"}
    assert private or not kept_out
    for name in invited:
        assert outcomes.get(name) in (None, Outcome.NO_ACCOUNT, Outcome.NOT_ALLOWED)
    new = set(names) - set(outcomes)
    assert new <= set(invited) | kept_out


@pytest.mark.parametrize("answer", ["boom", ["Ada"], 7, [None], {"a": 1}])
def test_whatever_a_receiver_returns_is_its_own_failure(
    people: dict[str, Person], answer: Any
) -> None:
    def receiver(**_: Any) -> Any:
        return answer

    with pytest.raises(asking.ReceiverFailed):
        asking.ask(
            receiver, incident=declared(people["Ada"]), reason="created", now=NOW
        )


def test_a_receiver_may_be_a_coroutine_and_name_nobody(
    people: dict[str, Person],
) -> None:
    async def some(incident: Incident, **_: Any) -> list[Invite]:
        return [Invite(people["Ben"], "awaited")]

    def nobody(signal: object, **_: Any) -> None:
        assert signal is get_invites

    incident = declared(people["Ada"])
    (named,) = asking.ask(some, incident=incident, reason="created", now=NOW)
    assert (named.person, named.reason) == (people["Ben"], "awaited")
    assert asking.ask(nobody, incident=incident, reason="created", now=NOW) == []


def test_a_receiver_of_muster_that_fails_is_on_the_timeline_and_stops_no_other(
    people: dict[str, Person],
) -> None:
    def broken(**_: Any) -> list[Person]:
        raise RuntimeError("no such table")

    get_invites.shipped(broken)
    incident = declared(people["Ada"])
    try:
        answered = asking.first_round(incident, reason="created", now=NOW)
    finally:
        get_invites.disconnect(broken)
    invitations.failed(incident=incident, failures=answered.failed, now=NOW)

    assert "Ada" in {each.person.name for each in answered.named}
    line = incident.entries.get(kind=Entry.Kind.TROUBLE)
    assert "could not say whom to invite. RuntimeError: no such table" in line.text


def test_who_was_on_the_way_when_it_became_private_does_not_see_it(
    people: dict[str, Person],
) -> None:
    incident = declared(people["Ada"])
    on_the_way = [Named(people[name], "team") for name in ("Ada", "Ben")]
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    invitations.invited(
        incident=incident, people=on_the_way, missing=[], refused={}, now=NOW
    )

    visible = Incident.objects.visible_to(people["Ben"])
    assert not visible.filter(pk=incident.pk).exists()
    assert Incident.objects.visible_to(people["Ada"]).filter(pk=incident.pk).exists()


def test_who_was_invited_keeps_the_first_reason_and_who_was_refused_gets_a_new_one(
    people: dict[str, Person],
) -> None:
    incident = declared(people["Ada"])

    def invites(why: str, **refused: str) -> None:
        invitations.invited(
            incident=incident,
            people=[Named(people[name], "test", why) for name in ("Ada", "Ben")],
            missing=[],
            refused={people[name].pk: text for name, text in refused.items()},
            now=NOW,
        )

    invites("on call", Ben="a guest")
    invites("by name")
    found = dict(incident.invitations.values_list("person__name", "reason"))
    assert found == {"Ada": "on call", "Ben": "by name"}
    assert set(incident.invitations.values_list("outcome", flat=True)) == {"invited"}


def test_receivers_that_hang_take_no_more_than_their_threads(
    people: dict[str, Person],
) -> None:
    incident, end = declared(people["Ada"]), threading.Event()

    def hangs(**_: Any) -> None:
        end.wait(30)

    def asked() -> None:
        asking.ask_within(
            hangs, incident=incident, reason="created", now=NOW, seconds=0.05
        )

    try:
        for _ in range(settings_of_django.DELIVERY_THREADS // 2):
            with pytest.raises(asking.ReceiverFailed, match="did not answer"):
                asked()
        with pytest.raises(asking.AllBusy):
            asked()
    finally:
        end.set()
