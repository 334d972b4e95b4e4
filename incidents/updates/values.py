"""What somebody asks for when telling how an incident stands."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Update:
    """Only the text is needed; empty strings leave status and severity as they are.

    `next_at` (UTC) is when the next update is due. With `as_severity_asks` the
    severity's cadence says so; without both, none is.
    """

    text: str
    status: str = ""
    severity: str = ""
    as_severity_asks: bool = True
    next_at: datetime | None = None
