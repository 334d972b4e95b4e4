"""Times as the API reads them.

Sources: RFC 3339; pydantic's documentation of datetime, which takes numbers too, as
seconds since 1970.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"([Zz]|[+-][0-9]{2}:?[0-9]{2})$"
)


def _read(value: Any) -> Any:
    """A number is a mistake more often than a time: it is refused."""
    if value is None:
        return value
    if not (isinstance(value, str) and re.fullmatch(PATTERN, value)):
        raise ValueError("write a time with its zone, such as 2026-03-12T14:05:00Z")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except OverflowError:
        raise ValueError("that time is beyond all calendars") from None


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_read),
    Field(description="ISO 8601, with a zone.", json_schema_extra={"pattern": PATTERN}),
]
