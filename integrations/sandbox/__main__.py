"""`python -m integrations.sandbox`: see docs/sandbox.md."""

import sys

from integrations.sandbox.hub import Hub
from integrations.sandbox.options import parse
from integrations.sandbox.server import run


def _announce(hub: Hub) -> None:
    print(f"sandbox ready on {hub.base_url}", flush=True)
    if hub.smtp_port is not None:
        print(f"smtp on {hub.options.host}:{hub.smtp_port}", flush=True)


def main() -> int:
    """Start; a reason it cannot is one plain line and exit code 1."""
    options = parse()
    try:
        run(options, _announce)
    except (OSError, ValueError, LookupError) as error:
        print(f"sandbox cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
