"""Protocols that the outside implements, and where it installs them."""

from typing import Protocol


class Waker(Protocol):
    """Tells the workers of a queue that something is due.

    It never raises and never waits: the pulse finds what a lost wake-up leaves.
    """

    def __call__(self, queue: str) -> None: ...


def _nobody(queue: str) -> None:
    """Without workers installed, the pulse finds what is due."""


class _Ports:
    def __init__(self) -> None:
        self.waker: Waker = _nobody


_ports = _Ports()


def install_waker(waker: Waker) -> None:
    _ports.waker = waker


def wake(queue: str) -> None:
    _ports.waker(queue)
