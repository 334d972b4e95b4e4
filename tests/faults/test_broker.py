"""The broker only carries wake-ups: losing it costs a second, never work."""

from tests.faults.whole import assert_whole, declare
from tests.flows.story import Story


def test_the_brokers_contents_wiped_lose_nothing(story: Story) -> None:
    story.muster.kill_worker()
    declare(story)
    story.muster.broker.flush()
    story.muster.start_worker()

    assert_whole(story)


def test_redis_down_delays_nothing_but_wake_ups(story: Story) -> None:
    story.muster.broker.kill()
    declare(story)
    assert_whole(story)
    said = story.types("grace", "random", "update 1 Still going without Redis")
    assert not said.startswith(":warning:")
    story.muster.broker.restart()
    story.types("grace", "random", "resolve 1 fixed")

    assert "→ Resolved" in story.timeline(1)


def test_a_worker_that_starts_without_redis_works(story: Story) -> None:
    story.muster.kill_worker()
    story.muster.broker.kill()
    story.muster.start_worker()
    declare(story)

    assert_whole(story)
    story.muster.broker.restart()
