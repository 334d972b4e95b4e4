"""`python -m integrations.sandbox`: see docs/sandbox.md."""

import sys

from integrations.sandbox.options import parse
from integrations.sandbox.server import run


def main() -> int:
    """Start; a reason it cannot is one plain line and exit code 1."""
    options = parse()
    try:
        run(options, lambda url: print(f"sandbox ready on {url}", flush=True))
    except (OSError, ValueError, LookupError) as error:
        print(f"sandbox cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
