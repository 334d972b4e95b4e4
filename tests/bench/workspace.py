"""A workspace of 20,000 people, 3,000 channels and 300 user groups, read by the worker.

The reference walks the same pages with Slack's own SDK and keeps nothing, in the same
run: what Slack's side alone takes. The sandbox's rate limits are off; with Slack's own,
both would wait for the same pauses.
"""

import time
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from tests.bench.figures import HEADER, row
from tests.bench.stack import stack
from tests.flows.story import Story

USERS, CHANNELS, GROUPS = 20_000, 3_000, 300
PAGE = 200
GOAL_SECONDS = 60
GOAL_MEGABYTES = 300
START = (
    "from bot import registry; from django.utils import timezone;"
    "from incidents.channels import syncing;"
    "[syncing.start(name=name, now=timezone.now()) for name in registry.syncs()]"
)
SECONDS = """
SELECT extract(epoch FROM max(ended_at) - min(started_at)), sum(pages)
FROM incidents_syncrun WHERE id > %s
"""


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    with stack(latency_ms=0) as story:
        story.slack.populate(users=USERS, channels=CHANNELS, usergroups=GROUPS)
        first, pages = _sync(story)
        again, _ = _sync(story)
        memory = _peak_megabytes(story)
        reference = _walk(story)
    print(f"\nWorkspace: {USERS:,} people, {CHANNELS:,} channels, {GROUPS} user groups")
    print(HEADER)
    for name, seconds, goal in (
        ("read and kept for the first time, s", first, f"< {GOAL_SECONDS}"),
        ("read again, nothing changed, s", again, f"< {GOAL_SECONDS}"),
    ):
        ratio = f"{reference / seconds:.2f}x"
        print(row(name, f"{seconds:.1f}", f"{reference:.1f}", ratio, goal))
    print(row("pages", str(pages), "", "", ""))
    print(
        row(
            "the worker's memory at most, MB",
            f"{memory:.0f}",
            "",
            "",
            f"< {GOAL_MEGABYTES}",
        )
    )
    return max(first, again) < GOAL_SECONDS and memory < GOAL_MEGABYTES


def _sync(story: Story) -> tuple[float, int]:
    ((before,),) = story.muster.sql(
        "SELECT coalesce(max(id), 0) FROM incidents_syncrun"
    )
    story.muster.manage("shell", "-c", START)
    story.wait_for(lambda: _ended(story, int(before)) or None, seconds=300)
    ((seconds, pages),) = story.muster.sql(SECONDS, before)
    return float(seconds), int(pages)


def _ended(story: Story, before: int) -> bool:
    rows = story.muster.sql("SELECT state FROM incidents_syncrun WHERE id > %s", before)
    return len(rows) > 0 and all(state == "done" for (state,) in rows)


def _peak_megabytes(story: Story) -> float:
    """Of the largest worker since it began. Source: proc(5), VmHWM."""
    return max(map(_peak, story.muster.worker_pids()))


def _peak(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _walk(story: Story) -> float:
    client = WebClient(token=story.slack.bot_token, base_url=story.slack.api_url)
    began = time.monotonic()
    for method, more in (
        ("users.list", {}),
        ("conversations.list", {"types": "public_channel,private_channel"}),
    ):
        cursor: Any = ""
        while True:
            arguments = {
                "limit": PAGE,
                **more,
                **({"cursor": cursor} if cursor else {}),
            }
            answer = client.api_call(method, params=arguments)
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
    client.api_call("usergroups.list", params={"include_users": True})
    return time.monotonic() - began
