"""Steps that reach no person: what is told, what comes of it, and who is asked then."""

from datetime import timedelta

import pytest
from django.conf import settings as deployment
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from incidents import ports
from incidents.alerts import house
from incidents.channels.models import Conversation, UserGroup
from incidents.escalation import notices, previewing
from incidents.escalation.models import Notice, Page, Run
from incidents.escalation.values import Standing
from incidents.escalation.walk import walk
from incidents.outbox.models import Effect
from incidents.policies import services as policies
from incidents.policies.models import Policy
from incidents.policies.services import Step
from incidents.policies.values import Facts, FrozenPolicy, FrozenStep, Place, Target
from incidents.record.models import Entry, Incident
from incidents.response import paging
from incidents.values import Mistake
from tests.bot.facts import NOW
from tests.escalation.conftest import Escalation, person_step

FACTS = Facts(
    NOW,
    severity="SEV3",
    people={1: Target("P1", "named", person=1)},
    channels={1: Place("#ops"), 2: Place("#old", "is archived")},
)
AND_A_PERSON = FrozenStep(9, "person", {"person": 1})
Steps = list[tuple[str, dict[str, object]]]
tellings = st.sampled_from(
    [
        ("channel", {"channel": 1}),
        ("channel", {"channel": 2}),
        ("channel", {"channel": 3}),
        ("severity", {"severity": "SEV2"}),
        ("severity", {"severity": "SEV4"}),
        ("webhook", {"url": "https://example.com/hook"}),
    ]
)


@given(st.lists(tellings, min_size=1, max_size=4))
def test_who_tells_places_alone_reaches_nobody_and_the_next_level_follows_at_once(
    found: Steps,
) -> None:
    told = [FrozenStep(0, *each) for each in found]
    policy = FrozenPolicy("P", 0, (*told, AND_A_PERSON))
    walked = walk(policy, Standing(), FACTS, lambda _: True)
    while not walked.targets:
        assert walked.wait == timedelta(0)  # another severity, and nothing else
        walked = walk(policy, walked.standing, FACTS, lambda _: True)
    assert walked.targets == (FACTS.people[1],)


def level_of(*found: tuple[str, dict[str, int]]) -> FrozenPolicy:
    return FrozenPolicy("P", 0, tuple(FrozenStep(0, *each) for each in found))


def test_a_level_that_tells_waits_where_it_says_so_and_not_where_nothing_is_told() -> (
    None
):
    wait = ("wait", {"minutes": 7})
    told = level_of(("channel", {"channel": 1}), wait)
    walked = walk(told, Standing(), FACTS, lambda _: True)
    assert walked.wait == timedelta(minutes=7)
    untold = level_of(("channel", {"channel": 2}), wait)
    walked = walk(untold, Standing(), FACTS, lambda _: True)
    assert walked.wait is None
    assert walked.levels[0].gap
    assert walked.levels[0].reasons[0] == "#old is archived"


@pytest.fixture
def ops(escalation: Escalation) -> Conversation:
    workspace = escalation.monitoring.company.workspace
    return Conversation.objects.create(workspace=workspace, slack_id="COPS", name="ops")


def asks(escalation: Escalation, *steps: Step, repeats: int = 0) -> None:
    """Its policy is these steps, and then Ada."""
    policy = escalation.policy
    policy.repeats = repeats
    ada = person_step(escalation.person("Ada"), 5)
    policies.save(policy=policy, steps=[*steps, ada], by=None)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("name", "status"))


def test_a_channel_is_told_and_the_person_after_it_is_paged_as_well(
    escalation: Escalation, ops: Conversation
) -> None:
    asks(escalation, Step("channel", 0, {"channel": ops.pk}))
    escalation.fires()
    notice = Notice.objects.get()
    assert Effect.objects.get(kind="notice.channel").args == {"notice": notice.pk}
    assert "Phone call to Ada" in escalation.asked()
    assert "Level 0 of “Payments policy”: telling #ops" in escalation.timeline()
    notices.sent(notice.pk, now=escalation.now)
    assert "#ops was told" in escalation.timeline()


def test_what_cannot_be_told_leads_to_the_next_level_before_its_time(
    escalation: Escalation, ops: Conversation
) -> None:
    wait = Step("wait", 0, {"minutes": 30})
    asks(escalation, Step("channel", 0, {"channel": ops.pk}), wait)
    escalation.fires()
    escalation.later(minutes=1)
    assert escalation.asked() == []
    notices.failed(Notice.objects.get().pk, text="It is gone", now=escalation.now)
    escalation.advance()
    assert "Phone call to Ada" in escalation.asked()
    said = Entry.objects.get(kind=Entry.Kind.TROUBLE).text
    assert said == "#ops was not told: It is gone"


def test_while_another_place_is_told_nobody_is_paged_before_the_time(
    escalation: Escalation, ops: Conversation, settings: Settings
) -> None:
    settings.WEBHOOK_SECRET = "s"
    both = (
        Step("channel", 0, {"channel": ops.pk}),
        Step("webhook", 0, {"url": "https://example.com/hook"}),
        Step("wait", 0, {"minutes": 30}),
    )
    asks(escalation, *both)
    escalation.fires()
    first, second = Notice.objects.order_by("pk")
    notices.retried(first.pk, text="Slack failed", now=escalation.now)
    escalation.advance()
    assert escalation.asked() == []
    notices.failed(second.pk, text="It refused (404)", now=escalation.now)
    escalation.advance()
    assert "Phone call to Ada" in escalation.asked()


def test_nothing_is_told_once_somebody_has_it(
    escalation: Escalation, ops: Conversation
) -> None:
    wait = Step("wait", 0, {"minutes": 30})
    asks(escalation, Step("channel", 0, {"channel": ops.pk}), wait)
    incident = escalation.fires()
    paging.acknowledge(
        incident=incident, by=escalation.person("Ada"), now=escalation.now
    )
    assert notices.sendable(Notice.objects.get().pk, now=escalation.now) is None
    assert told() == [("#ops", "cancelled")]


def test_of_a_private_incident_no_channel_group_or_mailbox_is_told(
    escalation: Escalation, ops: Conversation, settings: Settings
) -> None:
    settings.TEAM_EMAIL, settings.WEBHOOK_SECRET = "all@example.com", "s"
    group = escalation.monitoring.company.workspace.groups.create(
        slack_id="S1", handle="payments", name="Payments"
    )
    incident = escalation.fires()
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    Run.objects.all().delete()
    asks(
        escalation,
        Step("channel", 0, {"channel": ops.pk}),
        Step("user_group", 0, {"group": group.pk, "channel": ops.pk}),
        Step("team_email", 0, {"team": escalation.policy.team_id}),
        Step("webhook", 0, {"url": "https://example.com/hook?token=1"}),
    )
    paging.page(
        incident=incident,
        by=escalation.person("Ada"),
        policy=Policy.objects.get(),
        now=escalation.now,
    )
    escalation.advance()
    assert told() == [("the webhook at example.com", "queued")]
    assert "so that no channel is told of it" in escalation.timeline()
    assert "token" not in escalation.timeline()


def test_what_became_private_meanwhile_is_not_told_and_somebody_is_paged(
    escalation: Escalation, ops: Conversation
) -> None:
    wait = Step("wait", 0, {"minutes": 30})
    asks(escalation, Step("channel", 0, {"channel": ops.pk}), wait)
    incident = escalation.fires()
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    assert notices.sendable(Notice.objects.get().pk, now=escalation.now) is None
    escalation.advance()
    assert told() == [("#ops", "failed")]
    assert "Phone call to Ada" in escalation.asked()


def test_a_declared_severity_is_the_incidents_and_the_next_level_pages_by_it(
    escalation: Escalation,
) -> None:
    only = Step("only_severity", 5, {"severities": ["SEV1"]})
    asks(escalation, Step("severity", 0, {"severity": "SEV1"}), only, repeats=1)
    escalation.fires()
    assert escalation.incident().severity == "SEV1"
    assert escalation.run().mode_reason == "SEV1 rings phones at once"
    assert "Phone call to Ada" in escalation.asked()
    change = Entry.objects.get(kind=Entry.Kind.SEVERITY)
    assert change.text == "Severity: SEV2 → SEV1. The policy says so at level 0"
    assert change.by is None
    escalation.later(minutes=5)
    assert "It is SEV1 already" in escalation.timeline()
    assert Entry.objects.filter(kind=Entry.Kind.SEVERITY).count() == 1


def test_a_machine_makes_nothing_less_severe(escalation: Escalation) -> None:
    asks(escalation, Step("severity", 0, {"severity": "SEV4"}))
    escalation.fires()
    assert escalation.incident().severity == "SEV2"


def test_the_dry_run_says_what_would_be_done_and_does_nothing(
    escalation: Escalation, ops: Conversation
) -> None:
    asks(
        escalation,
        Step("channel", 0, {"channel": ops.pk}),
        Step("severity", 1, {"severity": "SEV1"}),
        Step("only_severity", 5, {"severities": ["SEV1"]}),
    )
    found = previewing.preview(
        service=escalation.monitoring.service,
        severity="SEV3",
        policy="",
        team=None,
        at=NOW,
        house=house.HOUSE,
    )
    said = previewing.sentence(found)
    assert "at once telling #ops; at once declaring SEV1; at once Ada (" in said
    assert not Notice.objects.exists()
    assert not Page.objects.exists()


REFUSED = [
    ("channel", {"channel": 99}, "channel", "is not there"),
    ("channel", {}, "channel", "Channel is empty"),
    ("user_group", {"group": 99, "channel": 99}, "user group", "is not there"),
    ("team_email", {"team": 99}, "team", "is not there"),
    ("severity", {"severity": "SEV9"}, "severity", "one of SEV1 to SEV4"),
    ("webhook", {"url": "example.com"}, "url", "such as https://"),
    ("webhook", {"url": "https://a:b@example.com/"}, "url", "user or password"),
    ("webhook", {"url": "https://[::1/"}, "url", "such as https://"),
    ("pagerduty", {"service": "P1"}, "kind", "No provider for PagerDuty"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "given_", "field", "said"), REFUSED)
def test_what_cannot_work_is_refused_with_the_field_and_the_rule(
    kind: str,
    given_: dict[str, object],
    field: str,
    said: str,
    settings: Settings,
) -> None:
    settings.WEBHOOK_SECRET = "s"
    with pytest.raises(Mistake, match=said) as refused:
        policies.check(Step(kind, 0, given_))
    assert refused.value.field == field


def test_a_channel_that_is_archived_or_closed_to_us_is_refused(
    escalation: Escalation, ops: Conversation
) -> None:
    step = Step("channel", 0, {"channel": ops.pk})
    Conversation.objects.update(is_archived=True)
    with pytest.raises(Mistake, match="Channel: it is archived"):
        policies.check(step)
    Conversation.objects.update(is_archived=False, is_private=True)
    with pytest.raises(Mistake, match="invite it there"):
        policies.check(step)
    group = UserGroup.objects.create(
        workspace=ops.workspace, slack_id="S1", handle="x", is_disabled=True
    )
    with pytest.raises(Mistake, match="User group: it is switched off in Slack"):
        policies.check(Step("user_group", 0, {"group": group.pk, "channel": ops.pk}))


def test_an_e_mail_to_a_team_without_an_address_is_refused(
    escalation: Escalation,
) -> None:
    with pytest.raises(Mistake, match="Team: it has no e-mail") as refused:
        policies.check(Step("team_email", 0, {"team": escalation.policy.team_id}))
    assert refused.value.field == "team"


@pytest.mark.django_db
def test_a_webhook_is_refused_while_nothing_signs_it() -> None:
    assert deployment.WEBHOOK_SECRET == ""
    with pytest.raises(Mistake, match="WEBHOOK_SECRET is not set"):
        policies.check(Step("webhook", 0, {"url": "https://example.com/hook"}))


def test_pagerduty_is_a_gap_until_a_provider_carries_it_out(
    escalation: Escalation,
) -> None:
    before = ports.offers()
    try:
        ports.install_offers(lambda: {*before, "notice.pagerduty"})
        asks(escalation, Step("pagerduty", 0, {"service": "Checkout"}), repeats=1)
        escalation.fires()
        assert told() == [("PagerDuty", "queued")]
        ports.install_offers(lambda: before)
        escalation.newly_asked()
        escalation.later(minutes=5)
    finally:
        ports.install_offers(lambda: before)
    assert Notice.objects.count() == 1
    assert "No provider for PagerDuty is installed" in escalation.timeline()
    assert "Phone call to Ada" in escalation.newly_asked()
