"""What steps tell, as Slack, a mail server and an HTTP server get it."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from bot.effects import notice_channel, notice_user_group
from bot.sending import Sending
from bot.slack import Slack, make_client
from incidents.channels.models import Conversation, UserGroup, Workspace
from incidents.escalation.models import Notice
from incidents.outbox import claims
from incidents.outbox.values import ProviderError
from incidents.policies import services as policies
from incidents.policies.services import Step
from incidents.record.models import Incident
from integrations import registry
from tests.escalation.conftest import Escalation, person_step
from tests.sandbox.stand_in import StandIn
from tests.sandbox_process import Sandbox

SECRET = "a webhook's secret"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(smtp=True) as server:
        yield server


@pytest.fixture
def hook(settings: Settings) -> Iterator[StandIn]:
    settings.WEBHOOK_SECRET, settings.WEBHOOK_INSIDE = SECRET, ["127.0.0.1"]
    settings.RETRY_SECONDS = 0.0
    hook = StandIn()
    yield hook
    hook.close()


@pytest.fixture
def mail(server: Sandbox, settings: Settings) -> Sandbox:
    server.forget_mail()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.smtp_port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.smtp_port
    return server


def fires(escalation: Escalation, *steps: Step) -> Incident:
    """By a policy of these steps, which wait half an hour before Ada is paged."""
    wait = Step("wait", 0, {"minutes": 30})
    ada = person_step(escalation.person("Ada"), 5)
    policies.save(policy=escalation.policy, steps=[*steps, wait, ada], by=None)
    escalation.now = timezone.now()  # what carries effects out reads the clock
    return escalation.fires(title="Disk <full> & *more*")


def works(server: Sandbox) -> list[ProviderError]:
    """What a worker does with the notices that are due; what was to be tried again."""
    client = make_client(5.0)
    client.base_url = server.api_url
    slack = {
        each.kind: each for each in (notice_channel.EFFECT, notice_user_group.EFFECT)
    }
    ours = {
        kind: each
        for kind, each in registry.effects().items()
        if kind.startswith("notice.")
    }
    kinds = {**dict.fromkeys(slack, 1), **dict.fromkeys(ours, 1)}
    failed = []
    for claim in claims.claim(queues=["slack", "sync"], kinds=kinds, limit=9, lease=30):
        try:
            if claim.kind in ours:
                receipt = ours[claim.kind].send(claim)
            else:
                sending = Sending(claim=claim, slack=Slack(client))
                receipt = slack[claim.kind].send(sending)
            receipt()
            claims.complete(claim)
        except ProviderError as error:
            claims.fail(claim, error, base=0.0)
            failed.append(error)
    return failed


def status() -> str:
    return Notice.objects.get().status


def channel(slack_id: str, name: str) -> Conversation:
    return Conversation.objects.create(
        workspace=Workspace.objects.get(), slack_id=slack_id, name=name
    )


def group(slack_id: str, handle: str) -> UserGroup:
    return UserGroup.objects.create(
        workspace=Workspace.objects.get(), slack_id=slack_id, handle=handle
    )


def posted(server: Sandbox, name: str) -> Json:
    message: Json = server.channel(name)["messages"][-1]
    return message


def test_a_channel_gets_the_incident_with_buttons_and_nobody_is_mentioned(
    escalation: Escalation, server: Sandbox
) -> None:
    place = channel("C0PAYMENTS", "payments-team")
    incident = fires(escalation, Step("channel", 0, {"channel": place.pk}))
    works(server)
    message = posted(server, "payments-team")
    said = json.dumps(message["blocks"], ensure_ascii=False)
    assert f"{incident.reference}>* needs somebody" in said
    assert "Disk &lt;full&gt; &amp; *more*" in said
    assert "Level 0 of “Payments policy” says so. Nobody here was phoned" in said
    assert "incident_ack" in said
    assert "<!" not in message["text"]
    assert "#payments-team was told" in escalation.timeline()


def test_a_user_group_is_mentioned_where_the_step_says_while_there_is_no_channel(
    escalation: Escalation, server: Sandbox
) -> None:
    place, whom = channel("C0PLATFORM", "platform-team"), group("S0PLATONCL", "on-call")
    step = Step("user_group", 0, {"group": whom.pk, "channel": place.pk})
    incident = fires(escalation, step)
    Incident.objects.filter(pk=incident.pk).update(channel_name="", channel=None)
    works(server)
    assert "<!subteam^S0PLATONCL>" in posted(server, "platform-team")["text"]
    assert "@on-call was told" in escalation.timeline()


def test_a_user_group_is_mentioned_in_the_incidents_own_channel(
    escalation: Escalation, server: Sandbox
) -> None:
    place, whom = channel("C0PLATFORM", "platform-team"), group("S0PLATONCL", "on-call")
    step = Step("user_group", 0, {"group": whom.pk, "channel": place.pk})
    incident = fires(escalation, step)
    own = channel("C0STOREFRT", "storefront-team")
    Incident.objects.filter(pk=incident.pk).update(channel=own, channel_name=own.name)
    works(server)
    assert "<!subteam^S0PLATONCL>" in posted(server, "storefront-team")["text"]


def test_what_slack_refuses_for_good_pages_the_next_level_at_once(
    escalation: Escalation, server: Sandbox
) -> None:
    place = channel("C0GONE0001", "gone")
    fires(escalation, Step("channel", 0, {"channel": place.pk}))
    works(server)
    assert status() == "failed"
    escalation.later(seconds=5)
    assert "Phone call to Ada" in escalation.asked()


def test_a_teams_mailbox_gets_one_plain_mail(
    escalation: Escalation, mail: Sandbox
) -> None:
    team = escalation.policy.team
    team.email = "payments@example.com"
    team.save()
    incident = fires(escalation, Step("team_email", 0, {"team": team.pk}))
    assert works(mail) == []
    (got,) = mail.mail("payments@example.com")
    assert got["subject"] == f"[{incident.reference}] SEV2 Disk <full> & *more*"
    assert "Nobody was phoned by this e-mail" in got["text"]
    assert "The mailbox of Payments was told" in escalation.timeline()


@pytest.mark.parametrize(
    ("address", "production"), [("", True), ("payments@example.com", False)]
)
def test_the_deployments_mailbox_takes_what_no_team_has_and_all_outside_production(
    escalation: Escalation,
    mail: Sandbox,
    settings: Settings,
    address: str,
    production: bool,
) -> None:
    settings.TEAM_EMAIL, settings.PRODUCTION = "everybody@example.com", production
    team = escalation.policy.team
    team.email = address
    team.save()
    fires(escalation, Step("team_email", 0, {"team": team.pk}))
    works(mail)
    (got,) = mail.mail()
    assert got["to"] == ["everybody@example.com"]


def tells(escalation: Escalation, hook: StandIn, **more: str) -> Incident:
    url = more.get("url", f"{hook.url}?token=1")
    return fires(escalation, Step("webhook", 0, {"url": url}))


def test_a_webhook_gets_signed_json_and_its_address_is_told_to_nobody(
    escalation: Escalation, server: Sandbox, hook: StandIn
) -> None:
    incident = tells(escalation, hook)
    works(server)
    (got,) = hook.requests
    at = got.headers["x-muster-timestamp"]
    signed = hmac.new(SECRET.encode(), f"{at}.".encode() + got.body, hashlib.sha256)
    assert got.headers["x-muster-signature"] == f"sha256={signed.hexdigest()}"
    assert got.headers["host"].startswith("127.0.0.1:")
    said = json.loads(got.body)
    assert said["id"] == f"notice-{Notice.objects.get().pk}"
    assert (said["policy"], said["level"], said["round"]) == ("Payments policy", 0, 1)
    assert said["incident"]["reference"] == incident.reference
    assert said["incident"]["title"] == "Disk <full> & *more*"
    assert "The webhook at 127.0.0.1 was told" in escalation.timeline()
    assert "token" not in escalation.timeline()


def test_of_a_private_incident_a_webhook_gets_the_number_alone(
    escalation: Escalation, server: Sandbox, hook: StandIn
) -> None:
    incident = tells(escalation, hook)
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    works(server)
    said = json.loads(hook.requests[0].body)["incident"]
    assert sorted(said) == ["id", "link", "private", "reference"]


def test_a_webhook_that_fails_is_tried_again_and_from_the_third_time_nobody_waits(
    escalation: Escalation, server: Sandbox, hook: StandIn
) -> None:
    hook.answers(status=503)
    tells(escalation, hook)
    for attempt in (1, 2, 3):
        escalation.advance()
        assert escalation.asked() == []
        (error,) = works(server)
        assert error.message == "It failed (503)"
        assert status() == ("retried" if attempt == 3 else "queued")
    escalation.later(seconds=5)
    assert "Phone call to Ada" in escalation.asked()
    assert "cannot be told yet, and is tried further" in escalation.timeline()
    hook.answers(status=200)
    works(server)
    assert status() == "sent"
    ids = {json.loads(each.body)["id"] for each in hook.requests}
    assert (len(hook.requests), len(ids)) == (4, 1)


@pytest.mark.parametrize("code", [302, 400, 404, 410])
def test_what_a_webhook_refuses_is_not_tried_again_and_no_redirect_is_followed(
    escalation: Escalation, server: Sandbox, hook: StandIn, code: int
) -> None:
    hook.answers(status=code, headers={"location": hook.url})
    tells(escalation, hook)
    works(server)
    assert (len(hook.requests), status()) == (1, "failed")
    assert f"It refused ({code})" in escalation.timeline()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://127.0.0.1/hook", "is in an internal network"),
        ("https://169.254.169.254/latest/meta-data", "is in an internal network"),
        ("https://[::ffff:10.0.0.1]/", "is in an internal network"),
        ("http://203.0.113.9/hook", "is not https"),
    ],
)
def test_a_webhook_reaches_nothing_inside_that_is_not_named(
    escalation: Escalation,
    server: Sandbox,
    hook: StandIn,
    settings: Settings,
    url: str,
    said: str,
) -> None:
    settings.WEBHOOK_INSIDE = []
    tells(escalation, hook, url=url)
    works(server)
    assert (hook.requests, status()) == ([], "failed")
    assert said in escalation.timeline()
