"""What ends our processes when we are killed and cannot end them ourselves.

A Lifeline is a small process that reads a pipe from us. Each line names something we
started or made; when the pipe closes, because we ended in whatever way, it ends what is
left. Killing by process group reaches children of children, as other users too, and the
pipe works on every Unix, which PR_SET_PDEATHSIG does not.

Run as a script it is that small process; so it imports nothing of Muster.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

# How long, in seconds, what is left may take to end before SIGKILL.
GRACE_SECONDS = 5.0


class Lifeline:
    """The side of the process that starts others; open until `close()`.

    `inherit` are file descriptors to keep open until everything has ended.
    """

    def __init__(self, *, inherit: tuple[int, ...] = ()) -> None:
        read, write = os.pipe()  # neither end reaches any other child
        self._pipe = os.fdopen(write, "w", buffering=1)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).resolve())],
            stdin=read,
            start_new_session=True,
            pass_fds=inherit,
            cwd="/",
        )
        os.close(read)

    def watch(self, pid: int, *, ask: signal.Signals = signal.SIGTERM) -> None:
        """End this leader of a process group with us, first by the signal `ask`."""
        self._tell(f"watch {pid} {int(ask)}")

    def forget(self, pid: int) -> None:
        """This process has ended."""
        self._tell(f"forget {pid}")

    def remove(self, folder: Path) -> None:
        """Remove this folder once every watched process has ended."""
        self._tell(f"remove {folder}")

    def close(self) -> None:
        """End what is left and wait for that."""
        self._pipe.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if not self._pipe.closed:
            self._pipe.write(f"{line}\n")


class _Watch:
    def __init__(self) -> None:
        self.groups: dict[int, int] = {}
        self.folders: list[str] = []

    def read(self, lines: TextIO) -> None:
        for line in lines:
            what, _, rest = line.rstrip("\n").partition(" ")
            if what == "remove":
                self.folders.append(rest)
            elif what == "forget":
                self.groups.pop(int(rest), None)
            else:
                pid, _, ask = rest.partition(" ")
                self.groups[int(pid)] = int(ask)

    def end(self) -> None:
        left = [pid for pid, ask in self.groups.items() if _send(pid, ask)]
        until = time.monotonic() + GRACE_SECONDS
        while left and time.monotonic() < until:
            time.sleep(0.05)
            left = [pid for pid in left if _send(pid, 0)]
        for pid in left:
            _send(pid, signal.SIGKILL)
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)


def _send(pid: int, number: int) -> bool:
    """Signal a process group; answer whether it is there."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main() -> None:
    """Be the small process: read until the pipe closes, then end what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watch = _Watch()
    watch.read(sys.stdin)
    watch.end()


if __name__ == "__main__":
    main()
