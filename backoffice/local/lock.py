"""One demo at a time over one data folder."""

import fcntl
import os
from pathlib import Path


class AlreadyRunning(Exception):
    """Another demo uses the data folder."""


class Lock:
    """Held from construction until every process that has `fd` has ended or closed it.

    The kernel lets it go however its holders end, so it is never stale.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self.fd, 20).decode() or "unknown"
            os.close(self.fd)
            raise AlreadyRunning(
                f"A demo runs here already (process {holder}). End it with Ctrl-C in "
                "its own terminal first."
            ) from None
        os.ftruncate(self.fd, 0)
        os.write(self.fd, str(os.getpid()).encode())

    def release(self) -> None:
        os.close(self.fd)
