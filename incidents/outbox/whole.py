"""Transactions that are kept whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_WHOLE = ContextVar("whole", default=False)


@contextmanager
def whole() -> Iterator[None]:
    """A transaction that whatever is raised within it ends: nothing in it may be
    caught and gone on from, so that the services it calls need no savepoints.
    """
    with transaction.atomic():
        before = _WHOLE.set(True)
        try:
            yield
        finally:
            _WHOLE.reset(before)


def atomic(service: Callable[P, R]) -> Callable[P, R]:
    """As transaction.atomic; a `whole` one is spared the savepoint's two statements."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _WHOLE.get()):
            return service(*args, **kwargs)

    return run
