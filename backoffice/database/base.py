"""What Django's PostgreSQL does, and what it lacks."""

from typing import Any

from django.db.backends.postgresql import base

from incidents import prepared


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one thread, kept from one request or effect to the next."""

    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        own = {
            "connection_factory": prepared.Connection,
            "cursor_factory": prepared.Cursor,
        }
        known: dict[str, Any] = super().get_connection_params() | own
        options = f"{known.get('options', '')} {prepared.PLANS}".strip()
        return known | {"options": options}

    def close_if_health_check_failed(self) -> None:
        """A server that goes away says so, or hangs up: only then is it asked. What is
        asked before each request and each effect should cost less than they do.
        """
        if self.health_check_done:
            return
        if self.connection is None or not self.connection.is_idle():
            super().close_if_health_check_failed()
        else:
            self.health_check_done = True
