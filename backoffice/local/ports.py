"""Loopback ports, asked for before anything is started on them."""

import secrets
import socket
from contextlib import suppress

HOST = "127.0.0.1"


class PortInUse(Exception):
    """Somebody else listens there; the message says what to do."""


def check_free(port: int, *, what: str, variable: str) -> None:
    """Raise PortInUse unless we could listen on this port of the loopback address."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((HOST, port))
            sock.listen(1)
        except OSError as error:
            raise PortInUse(
                f"Port {port}, for {what}, cannot be used ({error.strerror}). Stop "
                f"what listens there, or choose another: make demo {variable}=..."
            ) from error


def find_free() -> int:
    """Answer a port of the loopback address that nobody listens on now.

    Below the range that systems give to outgoing connections, so that none takes it
    before we do. Two processes whose `random` has one seed do not get the same one.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as sock, suppress(OSError):
            sock.bind((HOST, port))
            return port
