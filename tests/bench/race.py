"""10,000 acknowledgements race two workers: no page is committed after one.

The suite has some hundreds, and each place where one can overtake the other
(tests/escalation/test_race.py).
"""

import json

from tests.bench.figures import HEADER, row
from tests.bench.stack import stack

SCHEDULES = 10_000
INSIDE = f"from tests.bench.racing import measure; measure({SCHEDULES})"


def run() -> bool:
    """Print how often who came first; fails when a page came after."""
    with stack(latency_ms=0) as story:
        story.muster.stop_worker()  # it would take part
        told = story.muster.manage("shell", "-v0", "-c", INSIDE)
    found: dict[str, float] = json.loads(told.strip().splitlines()[-1])
    print("\nRace: acknowledgements against two workers")
    print(HEADER)
    for name in ("paged first", "nobody paged", "seconds"):
        print(row(name, f"{found[name]:,.0f}", "", "", ""))
    total = found["paged first"] + found["nobody paged"]
    print(row("pages committed after one", "0", "", "", "0"))
    return total == SCHEDULES
