"""Due levels a second, and a look that finds nothing among 100,000 open runs.

The figures are of one process: no worker takes a part of the levels.
"""

import json
from statistics import median

from tests.bench.figures import HEADER, row
from tests.bench.stack import stack

STEPS_GOAL, IDLE_GOAL = 3_000.0, 5.0
INSIDE = "from tests.bench.paging import measure; measure()"


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    with stack(latency_ms=0, workers=()) as story:
        told = story.muster.manage("shell", "-v0", "-c", INSIDE)
    found = json.loads(told.strip().splitlines()[-1])
    rounds = ", ".join(f"{each:,.0f}" for each in found["steps"])
    print(f"\nEscalation: rounds of 6,000 due levels a second: {rounds}")
    print(HEADER)
    steps, idle = median(found["steps"]), float(found["idle"])
    goals = (f">= {STEPS_GOAL:,.0f}", f"<= {IDLE_GOAL:.0f}")
    print(row("due levels a second", f"{steps:,.0f}", "", "", goals[0]))
    print(row("an idle look, ms", f"{idle:.2f}", "", "", goals[1]))
    return steps >= STEPS_GOAL and idle <= IDLE_GOAL
