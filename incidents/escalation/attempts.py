"""One attempt to tell a notice, the same for every kind: what becomes of it when the
vendor refuses, fails or does not answer.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from incidents.escalation import notices
from incidents.escalation.notices import Telling
from incidents.outbox.values import MAX_ATTEMPTS, TELL_AFTER, Claim, ProviderError

# Tells it; answers what the vendor calls it, if anything.
Tell = Callable[[Telling], str]
Receipt = Callable[[], None]


def attempt(claim: Claim, tell: Tell, *, now: datetime) -> Receipt:
    """Answers what to keep. Raises ProviderError to be tried again, by the outbox's one
    retry policy; after the third failure nobody waits for it any more.
    """
    number = int(claim.args["notice"])
    telling = notices.sendable(number, now=now)
    if telling is None:
        return _nothing
    try:
        vendor_id = tell(telling)
    except ProviderError as error:
        last = claim.failures >= MAX_ATTEMPTS
        if error.retry_after is None and (error.permanent or last):
            return partial(notices.failed, number, text=error.message, now=now)
        if error.retry_after is None and claim.failures >= TELL_AFTER:
            notices.retried(number, text=error.message, now=now)
        raise
    return partial(notices.sent, number, now=now, vendor_id=vendor_id)


def _nothing() -> None:
    """Nobody needs it any more."""
