"""The broker of a laptop: folders, as kombu has them, but never read half-written.

kombu's own transport makes a message's file before it writes it, so that a reader may
find it empty; the error ended the worker (kombu.transport.filesystem, kombu 5.6).
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Messages appear whole; what cannot be read is no message."""

    def _put(  # type: ignore[override]
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        part = folder / f".{name}.part"
        part.write_bytes(str_to_bytes(dumps(payload)))
        part.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # a wake-up lost: the pulse finds what it leaves
                continue

    def get_table(self, exchange: str) -> Any:
        try:
            return super().get_table(exchange)
        except ValueError:  # another process is writing it
            return []


class Transport(filesystem.Transport):
    Channel = Channel


def install() -> None:
    """Let `filesystem://` mean this one."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
