"""How soon responders are in the channel, and how many calls go one after another.

The reference is a bot that makes its calls in a row, as the best open-source peer does:
14 of them, the invitation being the eighth. It calls the same sandbox, in the same run.
"""

import time
from typing import Any

from slack_sdk import WebClient

from tests.bench.figures import HEADER, median, row
from tests.bench.stack import stack
from tests.flows.story import Story
from tests.sandbox_process import Sandbox

LATENCY_MS = 150
RUNS = 7
# So unlike each other that none is taken for a duplicate of another.
TITLES = ("", "", "Apples", "Bridges", "Clouds", "Drums", "Engines", "Forests", "Gates")
PEER_CALLS = 14
PEER_INVITE = 8

Call = dict[str, Any]


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    with stack(latency_ms=LATENCY_MS) as story:
        story.declare("grace", "Warm up", severity="SEV1", service="Checkout API")
        ours = [_declare(story, number) for number in range(2, RUNS + 2)]
        peer = [_in_a_row(story.slack, number) for number in range(RUNS)]
    invited, complete, length, invite_at = (median(c) for c in zip(*ours, strict=True))
    peer_invited, peer_complete = (median(c) for c in zip(*peer, strict=True))
    print(f"\nOrder: SEV1, {LATENCY_MS} ms a Slack call, median of {RUNS}")
    print(HEADER)
    for name, value, reference, goal in (
        ("submit to responders invited, s", invited, peer_invited, 0.6),
        ("submit to everything done, s", complete, peer_complete, 1.2),
    ):
        ratio = f"{reference / value:.1f}x"
        print(row(name, f"{value:.2f}", f"{reference:.2f}", ratio, f"< {goal}"))
    print(
        row(
            "calls one after another until invited",
            f"{invite_at:.0f}",
            str(PEER_INVITE),
            f"{PEER_INVITE / invite_at:.1f}x",
            "<= 2",
        )
    )
    print(
        row(
            "calls one after another on the longest path",
            f"{length:.0f}",
            str(PEER_CALLS),
            f"{PEER_CALLS / length:.1f}x",
            "",
        )
    )
    return invited < 0.6 and complete < 1.2 and invite_at <= 2


def _declare(story: Story, number: int) -> tuple[float, float, int, int]:
    """Declare one; seconds to invited and to done, and the two path lengths."""
    story.slack.forget_calls()
    story.slack.command("grace", "random", "/incident", "open")
    view = story.wait_for(lambda: story.slack.state("grace")["views"])[-1]
    service = story.option(view, "service", "Checkout API")
    opened = len(story.slack.calls())
    began = time.time()
    story.submits(
        "grace", {"title": TITLES[number], "severity": "SEV1", "service": service}
    )
    story.settle()
    calls = story.slack.calls()[opened:]
    story.closes_everything("grace")
    invite = next(c for c in calls if c["method"] == "conversations.invite")
    return (
        invite["answered_at"] - began,
        max(call["answered_at"] for call in calls) - began,
        max(_depth(call, calls) for call in calls),
        _depth(invite, calls),
    )


def _depth(call: Call, calls: list[Call]) -> int:
    """How many calls, this one included, ended one before the next began."""
    before = [c for c in calls if c["answered_at"] <= call["at"]]
    return 1 + max((_depth(c, before) for c in before), default=0)


def _in_a_row(slack: Sandbox, number: int) -> tuple[float, float]:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    users = ",".join(slack.user(name)["id"] for name in ("grace", "ada", "ben"))
    began = time.time()
    channel = client.conversations_create(name=f"peer-{number}")["channel"]["id"]
    invited = 0.0
    for call in range(2, PEER_CALLS + 1):
        if call == PEER_INVITE:
            client.conversations_invite(channel=channel, users=users)
            invited = time.time() - began
        else:
            client.conversations_setTopic(channel=channel, topic=f"step {call}")
    return invited, time.time() - began
