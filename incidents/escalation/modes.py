"""Hands-on or automated: who is asked first, people who watch or their phones. Pure."""

from datetime import timedelta

from incidents.calendars.values import Coverage, Mode
from incidents.contacts.models import Importance, Way
from incidents.contacts.values import Planned
from incidents.values import Severity

# While somebody watches, channel and e-mail come first, and phones so much later.
HANDS_ON_WAIT = timedelta(minutes=5)
PHONES = (Way.CALL, Way.SMS)


def mode_of(severity: str, coverage: Coverage | None) -> tuple[Mode, str]:
    """How a run pages, and why. What nobody watches is automated."""
    if severity == Severity.SEV1:
        return Mode.AUTOMATED, "SEV1 rings phones at once"
    if coverage is None:
        return Mode.AUTOMATED, "No service says who watches it"
    if coverage.mode == Mode.HANDS_ON:
        return Mode.HANDS_ON, coverage.reason
    return Mode.AUTOMATED, coverage.reason


def importance_of(mode: str) -> Importance:
    return Importance.IMPORTANT if mode == Mode.AUTOMATED else Importance.DEFAULT


def delay(planned: Planned, mode: str) -> timedelta:
    """So long after its level begins somebody is tried in this way."""
    if mode == Mode.HANDS_ON and planned.way in PHONES:
        return max(planned.after, HANDS_ON_WAIT)
    return planned.after
