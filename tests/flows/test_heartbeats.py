"""A job says that it lives, to the real web server; a worker finds that it does not."""

from urllib.parse import quote

import httpx
import pytest

from incidents import sealed
from incidents.catalog.keys import digest_of
from tests.flows.story import Story

TOKEN = "hb_a-token-for-tests-alone"
# It is late by the time that Muster says it received, every five seconds.
LONG = 60.0


@pytest.fixture
def job(story: Story) -> str:
    """A job of the Ledger that is heard every second; answers its address."""
    story.muster.sql(
        "INSERT INTO incidents_heartbeat (service_id, name, token_digest, token_sealed,"
        " interval_seconds, cron, timezone, grace_seconds, severity, state)"
        " SELECT id, 'Nightly payout', %s, %s, 1, '', 'UTC', 1, 'critical', 'new'"
        " FROM incidents_service WHERE slug = 'ledger'",
        digest_of(TOKEN),
        sealed.seal(TOKEN),
    )
    return f"{story.muster.url}/heartbeats/{TOKEN}"


def state(story: Story) -> str:
    ((found,),) = story.muster.sql("SELECT state FROM incidents_heartbeat")
    return str(found)


def events(story: Story) -> list[str]:
    rows = story.muster.sql(
        "SELECT convert_from(body, 'UTF8')::json ->> 'event' FROM incidents_inbox"
        " WHERE source = 'heartbeat' ORDER BY id"
    )
    return [str(event) for (event,) in rows]


def test_a_job_that_falls_silent_is_late_and_one_that_speaks_is_back(
    story: Story, job: str
) -> None:
    assert httpx.get(job).text == "OK\n"
    story.wait_for(lambda: state(story) == "late", seconds=LONG)
    assert httpx.post(job, content=b"x" * 100_000).status_code == 200
    assert state(story) == "up"
    assert events(story)[:2] == ["late", "back"]
    story.wait_for(lambda: state(story) == "late", seconds=LONG)
    assert httpx.head(job).status_code == 200
    assert state(story) == "up"


def alerts(story: Story) -> list[tuple[str, str, bool]]:
    """Title, status, and whether an open incident holds it."""
    rows = story.muster.sql(
        "SELECT a.title, a.status, i.status = 'triage' FROM incidents_alert a"
        " LEFT JOIN incidents_incident i ON i.id = a.incident_id ORDER BY a.id"
    )
    return [(str(title), str(status), bool(held)) for title, status, held in rows]


def test_late_opens_an_alert_as_any_tool_does_and_back_resolves_it(
    story: Story, job: str
) -> None:
    late = "Heartbeat “Nightly payout” is late"
    assert httpx.get(job).status_code == 200
    story.wait_for(lambda: alerts(story) == [(late, "firing", True)], seconds=LONG)
    story.muster.sql("UPDATE incidents_heartbeat SET interval_seconds = 3600")
    assert httpx.get(job).status_code == 200
    story.wait_for(lambda: alerts(story)[0][1] == "resolved")
    assert state(story) == "up"


def test_a_job_may_say_that_it_failed(story: Story, job: str) -> None:
    assert httpx.get(f"{job}/fail").status_code == 200
    assert state(story) == "late"
    assert events(story) == ["failed"]


@pytest.mark.parametrize(
    "path", ["hb_guessed", "", f"{TOKEN}/start", "x" * 5_000, quote("ü\0\n")]
)
def test_an_address_that_is_none_tells_nothing(
    path: str, story: Story, job: str
) -> None:
    answer = httpx.get(f"{story.muster.url}/heartbeats/{path}")
    assert (answer.status_code, answer.text) == (404, "There is nothing here.\n")
    assert state(story) == "new"


def test_another_method_is_told_which_ones_there_are(story: Story, job: str) -> None:
    answer = httpx.delete(job)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_the_web_server_says_that_it_receives(story: Story) -> None:
    def receiving() -> int:
        found = story.muster.sql(
            "SELECT count(*) FROM incidents_reception"
            " WHERE until_at > now() - interval '10 s'"
        )
        return int(found[0][0])

    story.wait_for(receiving)
