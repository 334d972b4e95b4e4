"""A second connection to the test's database, as another process would have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.db import connection


@contextmanager
def other_session() -> Iterator[Any]:
    """Its cursor; each statement commits by itself until BEGIN."""
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None)
    link = psycopg2.connect(**settings)
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()
