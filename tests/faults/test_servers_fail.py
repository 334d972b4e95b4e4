"""PostgreSQL and the broker misbehave under running processes; nobody restarts them."""

import socket
from collections.abc import Callable, Iterator

import psycopg2
import pytest

from tests.company import Company
from tests.faults.whole import assert_whole, declare
from tests.flows.story import Story

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def stalled_broker() -> Iterator[str]:
    """A broker that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def test_connections_that_postgresql_cut_are_made_anew(impatient: Story) -> None:
    impatient.declare("grace", "Search is slow")
    for number in range(3):
        assert impatient.muster.sql(CUT)
        said = impatient.types("ben", "random", f"update 1 Still here {number}")
        assert "⚠" not in said
        assert ":warning:" not in said

    told = [impatient.shown(m) for m in impatient.bot_messages("incidents")[1:]]
    assert [text.count("Still here") for text in told] == [1, 1, 1]


def test_connections_cut_while_workers_deliver_lose_and_double_nothing(
    impatient: Story,
) -> None:
    impatient.slack.fault("*", "latency", times=None, ms=300)
    declare(impatient)
    for _ in range(5):
        impatient.wait_for(lambda: impatient.muster.sql(CUT))
    impatient.slack.clear_faults()

    assert_whole(impatient)


def test_a_broker_that_never_answers_holds_nobody_up(
    start_company: Callable[..., Company], stalled_broker: str
) -> None:
    story = Story(*start_company(workers=0, BROKER_URL=stalled_broker))
    story.muster._begin_worker()  # it never says that it met its broker
    declare(story)
    assert_whole(story)
    for number in range(5):
        story.types("ben", "random", f"update 1 Going on {number}")
    assert story.timeline(1).count("Going on") == 5
    story.muster.stop_worker()


def test_a_row_that_somebody_holds_is_answered_before_slack_gives_up(
    impatient: Story,
) -> None:
    impatient.declare("grace", "Search is slow")
    holder = psycopg2.connect(impatient.muster.database_url)
    with holder, holder.cursor() as cursor:
        cursor.execute("SELECT id FROM incidents_incident FOR UPDATE")
        said = impatient.types("ben", "random", "update 1 Is anybody there")
    holder.close()
    assert "changed nothing" in said
    assert "Is anybody there" not in impatient.timeline(1)

    impatient.types("ben", "random", "update 1 Now it works")
    assert "Now it works" in impatient.timeline(1)


def test_a_worker_told_to_end_finishes_what_it_sends(impatient: Story) -> None:
    impatient.slack.fault("*", "latency", times=None, ms=400)
    declare(impatient)
    impatient.wait_for(lambda: impatient.slack.calls("conversations.invite"))
    impatient.muster.stop_worker()
    rows = impatient.muster.sql(
        "SELECT kind FROM incidents_effect"
        " WHERE status = 'leased' OR in_doubt OR last_error > ''"
    )
    assert rows == []
    impatient.slack.clear_faults()
    impatient.muster.start_worker()

    assert_whole(impatient)
