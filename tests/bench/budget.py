"""How much a bot talks in a two-hour SEV1 with eight people.

The reference is a bot that posts each change once in the channel and once where
incidents are announced, as most do; its changes are those of the same run's timeline.
"""

import json
import re
from collections import Counter
from typing import Any

from tests.bench.figures import HEADER, row
from tests.bench.stack import stack
from tests.flows.story import Story

Json = dict[str, Any]
MENTION = re.compile(r"<@[UW][A-Z0-9]+>|<!(?:here|channel|everyone|subteam)")
LATE = (
    "UPDATE incidents_incident SET next_update_at = now() - interval '2 minutes';"
    "UPDATE incidents_reminder SET due_at = now() - interval '1 second'"
    " WHERE kind = 'update'"
)
# What we allow ourselves in those two hours.
BUDGET = {
    "posts in the incident's channel": 15,
    "posts under the announcement": 15,
    "announcements": 1,
    "direct messages": 20,
    "mentions": 8,
}
HOURS = 2
# (minute, who, what they type in the incident's channel); @name becomes a mention.
SCRIPT = (
    (1, "grace", "role comms @hugo"),
    (2, "grace", "role scribe @farid"),
    (3, "grace", "role responder @dev"),
    (6, "hugo", "update Customers cannot pay by card; we are looking at the gateway"),
    (9, "farid", "note Error rate went from 0 to 40 % at 13:58"),
    (18, "ada", "note The gateway answers 502; its certificate looks fine"),
    (30, "hugo", "update It is the 13:55 release of the gateway; we roll it back"),
    (31, "grace", "status fixing"),
    (44, "farid", "note Roll-back started in eu-1"),
    (52, "hugo", "update eu-1 is back, us-1 follows in ten minutes"),
    (60, "grace", "lead @ada"),
    (75, "", "late"),
    (77, "hugo", "update us-1 is back; failures fall"),
    (80, "ada", "follow-up Alert on 502 of the gateway @ben in 7 days"),
    (85, "ada", "sev 2"),
    (95, "ada", "status monitoring"),
    (100, "hugo", "update Payments work; we watch for half an hour"),
    (110, "ben", "follow-up Canary for the gateway @chloe in 14 days"),
    (119, "ada", "resolve Rolled back the 13:55 release"),
)


def run() -> bool:
    """Print the figures; False when one is over its budget."""
    with stack(latency_ms=0) as story:
        _play(story)
        told, mentions = _told(story)
        changes = _changes(story)
    counted = Counter(place for place, _ in told)
    counted["mentions"] = mentions
    naive = {
        "posts in the incident's channel": changes,
        "posts under the announcement": changes,
    }
    print(f"\nBudget: a SEV1 of {HOURS} hours, 8 people, {changes} changes")
    print(HEADER)
    for name, most in BUDGET.items():
        ours, other = counted[name], naive.get(name)
        ratio = f"{other / ours:.1f}x" if other and ours else ""
        print(row(name, str(ours), str(other or ""), ratio, f"<= {most}"))
    for (place, what), count in sorted(Counter(told).items()):
        print(f"    {count:>3}  {place}: {what}")
    return all(counted[name] <= most for name, most in BUDGET.items())


def _play(story: Story) -> None:
    story.declare("grace", "Cards are declined", severity="SEV1", service="Checkout")
    channel = story.incident_channel(1)
    story.types("elena", "random", "subscribe 1 dm")
    for _, who, words in SCRIPT:
        if words == "late":
            story.muster.sql(LATE)
            story.wait_for(lambda: "waits for an update" in _shown(story, channel))
            continue
        typed = re.sub(r"@(\w+)", lambda m: f"<@{story.slack.user(m[1])['id']}>", words)
        story.types(who, channel, typed)
    for message in ("It is the release", "Rolling back now", "All green"):
        sent = story.slack.message("ben", channel["id"], message)
        story.slack.react("ben", channel["id"], sent["ts"], "pushpin")
    story.wait_for(lambda: "All green" in story.timeline(1))
    story.settle()


def _shown(story: Story, channel: Json) -> str:
    return json.dumps(story.bot_messages(channel))


def _told(story: Story) -> tuple[list[tuple[str, str]], int]:
    """Every post as (place, how it begins), and how many mentions they had."""
    channel = story.incident_channel(1)["id"]
    announced = story.channel("incidents")["id"]
    told, mentions = [], 0
    for call in story.slack.calls("chat.postMessage"):
        if not call["ok"]:
            continue
        args = call["args"]
        place = _place(args, channel, announced)
        told.append((place, _beginning(args)))
        mentions += len(MENTION.findall(json.dumps(args.get("blocks") or args["text"])))
    return told, mentions


def _place(args: Json, channel: str, announced: str) -> str:
    if args["channel"] == channel:
        return "posts in the incident's channel"
    if args["channel"] == announced:
        threaded = args.get("thread_ts")
        return "posts under the announcement" if threaded else "announcements"
    return "direct messages"


def _beginning(args: Json) -> str:
    return " ".join(str(args["text"]).split()[:6])


def _changes(story: Story) -> int:
    """Lines of the timeline that tell a change; notes and messages are no posts."""
    ((count,),) = story.muster.sql(
        "SELECT count(*) FROM incidents_entry WHERE incident_id = 1"
        " AND kind NOT IN ('note', 'message', 'people', 'channel', 'trouble')"
    )
    return int(count)
