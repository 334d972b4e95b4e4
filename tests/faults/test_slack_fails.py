"""Slack fails in each of its ways, method by method; in the end all is there, once."""

import pytest

from tests.faults.test_worker_killed import METHODS
from tests.faults.whole import SLOW, assert_whole, declare
from tests.flows.story import Story

FAULTS = {
    "429": {"retry_after": 1},
    "500": {},
    "hang": {},
    "hang_after": {},
    "drop": {},
    "drop_after": {},
}


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("method", METHODS)
def test_a_failing_call_is_made_good(impatient: Story, method: str, kind: str) -> None:
    impatient.slack.fault(method, kind, times=2, **FAULTS[kind])
    declare(impatient)

    assert_whole(impatient)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("method", ["chat.update", "views.publish"])
def test_a_failing_edit_is_made_good(impatient: Story, method: str, kind: str) -> None:
    impatient.slack.home("ben")
    declare(impatient)
    assert_whole(impatient)
    impatient.slack.fault(method, kind, times=2, **FAULTS[kind])
    impatient.types("grace", "random", "sev 1 3", settled=False)
    impatient.wait_for(lambda: impatient.pending() == 0 or None, SLOW)

    channel = impatient.incident_channel(1)
    assert "SEV3" in impatient.shown(impatient.bot_messages(channel)[0])
    assert "SEV3" in impatient.shown(impatient.bot_messages("incidents")[0])
    assert "SEV3" in str(impatient.slack.state("ben")["home"])


@pytest.mark.parametrize("method", ["conversations.create", "conversations.invite"])
def test_what_is_stuck_is_told_to_the_declarer_and_mended_by_retry(
    impatient: Story, method: str
) -> None:
    impatient.slack.fault(method, "error", error="restricted_action", times=None)
    declare(impatient)
    (told,) = impatient.wait_for(lambda: impatient.direct_messages("grace"), SLOW)
    assert "restricted_action" in impatient.shown(told)
    assert "ask a Slack admin" in impatient.shown(told)

    impatient.slack.clear_faults()
    impatient.retries("grace")
    assert_whole(impatient)
    (mended,) = impatient.direct_messages("grace")
    assert mended["ts"] == told["ts"]
    assert "restricted_action" not in impatient.shown(mended)


def test_a_slow_outage_is_told_before_anything_gives_up(impatient: Story) -> None:
    impatient.slack.fault("conversations.create", "500", times=None)
    declare(impatient)
    (told,) = impatient.wait_for(lambda: impatient.direct_messages("grace"), SLOW)
    assert "HTTP 500" in impatient.shown(told)
    impatient.slack.clear_faults()
    impatient.retries("grace")

    assert_whole(impatient)


def test_a_form_that_slack_does_not_open_is_told(impatient: Story) -> None:
    impatient.slack.fault("views.open", "500", times=1)
    impatient.slack.command("grace", "random", "/incident", "open")
    seen = impatient.wait_for(lambda: impatient.private_texts("grace", "random"))

    assert "did not open the form" in seen[-1]
