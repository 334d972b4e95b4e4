"""The worker dies by SIGKILL at the worst moments; in the end nobody can tell."""

import pytest

from tests.faults.whole import SLOW, assert_whole, declare
from tests.flows.story import Story

# Every method that declaring an incident calls.
METHODS = [
    "conversations.create",
    "conversations.invite",
    "conversations.setTopic",
    "chat.postMessage",
    "pins.add",
    "bookmarks.add",
]
CALLS = 8


@pytest.mark.parametrize("method", METHODS)
def test_killed_between_slacks_acceptance_and_our_commit(
    impatient: Story, method: str
) -> None:
    fault = impatient.slack.fault(method, "hang_after", times=1)
    declare(impatient)
    impatient.wait_for(lambda: _fired(impatient, fault), seconds=SLOW)
    impatient.muster.kill_worker()
    impatient.slack.clear_faults()
    impatient.muster.start_worker()

    assert_whole(impatient)


@pytest.mark.parametrize("done", range(CALLS))
def test_killed_between_two_effects(impatient: Story, done: int) -> None:
    """After `done` calls the next ones hang, and nothing is carried out."""
    fault = impatient.slack.fault("*", "hang", times=None, skip=_skip(done))
    declare(impatient)
    impatient.wait_for(lambda: _fired(impatient, fault), seconds=SLOW)
    impatient.muster.kill_worker()
    impatient.slack.clear_faults()
    impatient.muster.start_worker()

    assert_whole(impatient)


def test_a_worker_frozen_past_its_lease_changes_nothing_when_it_wakes(
    impatient: Story,
) -> None:
    fault = impatient.slack.fault("chat.postMessage", "hang_after", times=1)
    declare(impatient)
    impatient.wait_for(lambda: _fired(impatient, fault), seconds=SLOW)
    impatient.muster.freeze_worker()
    impatient.slack.clear_faults()
    impatient.muster.start_worker()
    assert_whole(impatient)
    impatient.muster.thaw_workers()

    assert_whole(impatient)


def _skip(done: int) -> int:
    # views.open of the form comes before the incident's own calls.
    return done + 1


def _fired(story: Story, fault: str) -> bool | None:
    return any(f["id"] == fault and f["fired"] for f in story.slack.faults()) or None
