"""`make demo-reset`: forget the demo's data."""

import argparse
import shutil
import sys
from pathlib import Path

from backoffice.local.children import ROOT
from backoffice.local.lock import AlreadyRunning, Lock


def reset(var: Path) -> None:
    """Clear the data folder. Raises AlreadyRunning while a demo uses it."""
    lock = Lock(var / "demo.lock")
    try:
        for entry in var.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != "demo.lock":
                entry.unlink()
    finally:
        lock.release()


def main(arguments: list[str] | None = None) -> int:
    """Answer the exit code."""
    parser = argparse.ArgumentParser(prog="demo-reset", description=__doc__)
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="data folder")
    try:
        reset(parser.parse_args(arguments).var)
    except AlreadyRunning as error:
        print(f"demo-reset: {error}", file=sys.stderr)
        return 1
    print("The demo's data is gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
