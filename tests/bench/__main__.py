"""`make bench`: figures beside references of the same run; 1 on a missed goal.

`python -m tests.bench ack` runs one of them.
"""

import sys

from tests.bench import ack, order

BENCHES = {"order": order.run, "ack": ack.run}


def main() -> int:
    names = sys.argv[1:] or list(BENCHES)
    missed = [name for name in names if not BENCHES[name]()]
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nEvery goal is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
