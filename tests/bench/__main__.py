"""`make bench`: figures beside references of the same run; 1 on a missed goal.

`python -m tests.bench ack` runs one of them.
"""

import sys

from tests.bench import (
    ack,
    budget,
    escalation,
    grouping,
    ingest,
    latency,
    oncall,
    order,
    race,
    reads,
    workspace,
)

BENCHES = {
    "order": order.run,
    "ack": ack.run,
    "budget": budget.run,
    "ingest": ingest.run,
    "grouping": grouping.run,
    "oncall": oncall.run,
    "escalation": escalation.run,
    "latency": latency.run,
    "race": race.run,
    "reads": reads.run,
    "workspace": workspace.run,
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"no bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}")
        return 2
    missed = [name for name in names if not BENCHES[name]()]
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nEvery goal is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
