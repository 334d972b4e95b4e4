"""What a look at Muster finds, as frozen facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.auditing.models import Trouble

AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not work; `subject` tells several of a kind apart.

    It is believed once it has lasted for `patience`. While a grave one lasts, the
    address outside is not pinged. `text` says what is wrong and what to do.
    """

    kind: str
    text: str
    subject: str = ""
    is_grave: bool = True
    patience: timedelta = AT_ONCE


@dataclass(frozen=True, slots=True)
class Standing:
    """The last look: when it was (UTC; None for never), whether it is too long ago, the
    troubles that last, and how the last ping went.
    """

    looked_at: datetime | None
    is_stale: bool
    troubles: tuple[Trouble, ...]
    answered_at: datetime | None
    ping_error: str

    @property
    def is_well(self) -> bool:
        """Whether an outsider may be told so."""
        return not self.is_stale and not any(each.is_grave for each in self.troubles)
