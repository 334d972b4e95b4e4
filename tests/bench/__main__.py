"""`make bench`: figures beside references of the same run; 1 on a missed goal."""

import sys

from tests.bench import ack, order


def main() -> int:
    results = {"order": order.run(), "ack": ack.run()}
    missed = [name for name, met in results.items() if not met]
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nEvery goal is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
