"""Who is on call in 1,000 schedules, and a schedule-year of two layers.

The references are measured in the same run: the slow calculator of the tests, which
reads the clock minute by minute; and asking for each schedule by itself.

The figures are of one process: no worker makes news of the shifts meanwhile.
"""

import json

from tests.bench.figures import HEADER, row
from tests.bench.stack import stack

NOW_GOAL, YEAR_GOAL = 20.0, 5.0
INSIDE = "from tests.bench.rotas import measure; measure()"


def run() -> bool:
    """Print the figures; False when a goal is missed."""
    with stack(latency_ms=0, workers=()) as story:
        told = story.muster.manage("shell", "-v0", "-c", INSIDE)
    found: dict[str, float] = json.loads(told.strip().splitlines()[-1])
    print("\nOn call: medians of 15")
    print(HEADER)
    year = "a schedule-year of two layers, ms"
    rows = (
        ("1,000 schedules now, ms", found["now"], found["each"], NOW_GOAL),
        (year, found["year"], found["slow_year"], YEAR_GOAL),
    )
    for name, ours, slow, goal in rows:
        shown = (f"{ours:.2f}", f"{slow:.0f}", f"{slow / ours:.0f}x")
        print(row(name, *shown, f"<= {goal:.0f}"))
    print(row("the first look of a process, ms", f"{found['first']:.0f}", "", "", ""))
    return found["now"] <= NOW_GOAL and found["year"] <= YEAR_GOAL
