"""The direct message that pages somebody, once somebody has it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.effects import page, page_shown
from bot.registry import EffectHandler
from bot.sending import Sending
from bot.slack import Slack, make_client
from incidents.channels.models import SlackUser
from incidents.outbox import claims
from incidents.outbox.models import Effect
from incidents.response import paging, verbs
from tests.escalation.conftest import Escalation
from tests.sandbox_process import Sandbox


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox() as slack:
        yield slack


class Worker:
    """Sends effects of a kind; `meanwhile` is what happens between Slack's answer and
    what is kept of it.
    """

    def __init__(self, slack: Sandbox) -> None:
        self.slack = slack
        client = make_client(5.0)
        client.base_url = slack.api_url
        self.api = Slack(client)

    def sends(
        self, effect: EffectHandler, meanwhile: Callable[[], object] = int
    ) -> None:
        kinds = {effect.kind: effect.version}
        found = claims.claim(queues=["slack"], kinds=kinds, limit=9, lease=30.0)
        assert found, effect.kind
        for claim in found:
            receipt = effect.send(Sending(claim=claim, slack=self.api))
            meanwhile()
            receipt()
            claims.complete(claim)

    def edits(self) -> list[str]:
        return [json.dumps(each, ensure_ascii=False) for each in self._edits()]

    def _edits(self) -> list[Any]:
        return self.slack.calls("chat.update")


@pytest.fixture
def worker(slack: Sandbox, escalation: Escalation) -> Worker:
    slack.forget_calls()
    for name in ("Ada", "Grace"):
        account = SlackUser.objects.get(person=escalation.person(name))
        account.slack_id = slack.user("ada" if name == "Ada" else "ben")["id"]
        account.save()
    return Worker(slack)


def acknowledges(escalation: Escalation, name: str = "Grace") -> None:
    paging.acknowledge(
        incident=escalation.incident(),
        by=escalation.person(name),
        now=escalation.now,
    )


def test_it_says_who_acknowledged_and_has_no_buttons_any_more(
    escalation: Escalation, worker: Worker
) -> None:
    escalation.fires()
    worker.sends(page.EFFECT)
    assert worker.edits() == []
    acknowledges(escalation)
    worker.sends(page_shown.EFFECT)
    (edit,) = worker.edits()
    assert "Acknowledged by *Grace*" in edit
    assert "incident_ack" not in edit
    (posted,) = worker.slack.calls("chat.postMessage")
    assert "incident_ack" in json.dumps(posted)


def test_it_says_so_too_when_it_was_acknowledged_while_it_went_out(
    escalation: Escalation, worker: Worker
) -> None:
    escalation.fires()
    worker.sends(page.EFFECT, meanwhile=lambda: acknowledges(escalation))
    worker.sends(page_shown.EFFECT)
    assert "Acknowledged by *Grace*" in worker.edits()[0]


def test_what_pages_one_person_by_slack_waits_for_its_limit_together(
    escalation: Escalation,
) -> None:
    for number in range(2):
        escalation.fires(group_key=f"host {number}", dedup_key=f"disk {number}")
    by_kind: dict[str, set[str]] = {}
    for kind, lane in Effect.objects.values_list("kind", "lane"):
        by_kind.setdefault(kind, set()).add(lane)
    ada = escalation.person("Ada")
    assert by_kind["page.slack"] == {f"page.slack:{ada.pk}"}
    assert by_kind["page"] == {""}


def test_a_resolved_incident_is_told_where_somebody_was_paged_for_it(
    escalation: Escalation, worker: Worker
) -> None:
    incident = escalation.fires()
    worker.sends(page.EFFECT)
    verbs.resolve(incident=incident, by=escalation.person("Grace"), now=escalation.now)
    worker.sends(page_shown.EFFECT)
    assert "✅ Resolved" in worker.edits()[0]


def test_who_is_asked_by_name_is_still_asked_after_somebody_else_has_it(
    escalation: Escalation, worker: Worker
) -> None:
    incident = escalation.fires()
    acknowledges(escalation)
    paging.page(
        incident=incident,
        people=[escalation.person("Ada")],
        by=escalation.person("Grace"),
        now=escalation.now,
    )
    worker.sends(page.EFFECT)
    acknowledges(escalation)
    worker.sends(page_shown.EFFECT)
    assert worker.edits() == []
    acknowledges(escalation, "Ada")
    worker.sends(page_shown.EFFECT)
    assert len(worker.edits()) == 1


def test_a_private_incident_is_not_told_to_who_may_not_know_of_it_any_more(
    escalation: Escalation, worker: Worker
) -> None:
    incident = escalation.fires()
    worker.sends(page.EFFECT)
    incident.is_private = True
    incident.save()
    incident.participants.all().delete()
    acknowledges(escalation)
    worker.sends(page_shown.EFFECT)
    assert worker.edits() == []
