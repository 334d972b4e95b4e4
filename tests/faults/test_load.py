"""Everybody at once, on the same few incidents."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.company import Company
from tests.flows.story import Story
from tests.servers import Servers

AT_ONCE = 20
ROUNDS = 12
INCIDENTS = 3
# A thread of the web server or of a worker has one connection: 24 and 8; a
# worker's pulse and two drainers have one each, and so has each of its four threads
# for syncs, once it ran one.
WEB_CONNECTIONS = 24
WORKER_CONNECTIONS = 8 + 1 + 2 + 4


def test_changes_at_once_end_in_no_deadlock_and_within_the_connections(
    start_company: Callable[..., Company], servers: Servers
) -> None:
    story = Story(*start_company(workers=2, RETRY_SECONDS="0.2"))
    for number in range(1, INCIDENTS + 1):
        story.declare("grace", f"Incident {number}", service="Checkout API")
    for who in ("grace", "ada", "ben", "dev"):
        story.slack.home(who)
    logged = servers.postgres.log.stat().st_size
    story.slack.fault("chat.update", "503", times=20)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        texts = list(pool.map(lambda n: _change(story, n), range(AT_ONCE)))
        counts = [count for each in texts for count in each]
    story.settle()

    with servers.postgres.log.open() as log:
        log.seek(logged)
        assert "deadlock detected" not in log.read()
    assert max(counts) <= WEB_CONNECTIONS + 2 * WORKER_CONNECTIONS
    for number in range(1, INCIDENTS + 1):
        _shows_the_truth(story, number)


def _change(story: Story, seed: int) -> list[int]:
    """Change one incident after the other; answers how many connections there were."""
    dice = random.Random(seed)
    dev = story.slack.user("dev")["id"]
    counts = []
    for turn in range(ROUNDS):
        number = dice.randint(1, INCIDENTS)
        text = dice.choice(
            [
                f"update {number} I am {seed}, turn {turn}",
                f"sev {number} {dice.randint(1, 4)}",
                f"status {number} {dice.choice(['fixing', 'monitoring', 'inv'])}",
                f"lead {number} {dice.choice(['me', f'<@{dev}>'])}",
                f"resolve {number} done",
                f"reopen {number}",
                "list",
            ]
        )
        who = dice.choice(["grace", "ada", "ben", "chloe"])
        answer = story.slack.command(who, "random", "/incident", text)
        assert answer["ok"], (text, answer)
        counts.append(_connections(story))
    return counts


def _connections(story: Story) -> int:
    ((count,),) = story.muster.sql(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return int(count)


def _shows_the_truth(story: Story, number: int) -> None:
    ((severity, update, lead),) = story.muster.sql(
        "SELECT i.severity, i.latest_update, p.name FROM incidents_incident i"
        " JOIN incidents_person p ON p.id = i.lead_id WHERE i.id = %s",
        number,
    )
    channel = story.incident_channel(number)
    card = story.shown(story.bot_messages(channel)[0])
    assert severity in card
    assert update in card
    assert lead in card
    ((repeated,),) = story.muster.sql(
        "SELECT count(*) - count(DISTINCT text) FROM incidents_entry"
        " WHERE kind = 'update' AND incident_id = %s",
        number,
    )
    assert repeated == 0
