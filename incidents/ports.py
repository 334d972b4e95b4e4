"""Protocols that the outside implements, and where it installs them."""

from collections.abc import Callable, Collection
from typing import Protocol

# The kinds of effects that providers carry out.
Offers = Callable[[], Collection[str]]


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
        self.offers: Offers = tuple


_ports = _Ports()


def install_waker(waker: Waker) -> None:
    _ports.waker = waker


def wake(queue: str) -> None:
    _ports.waker(queue)


def install_offers(offers: Offers) -> None:
    _ports.offers = offers


def offers() -> frozenset[str]:
    """The kinds of effects that providers carry out; none without workers installed."""
    return frozenset(_ports.offers())
