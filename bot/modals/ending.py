"""What a status asks for before it is set: closing and reopening are forms."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import close, reopen
from incidents.values import Status


def asked_first(ask: Ask, wanted: Status) -> Answer | None:
    """The form that the change goes through, or None: it can be done at once."""
    status = Status(ask.the_incident.status)
    if wanted is Status.CLOSED:
        return close.missing(ask)
    if wanted is Status.INVESTIGATING and not status.is_open:
        return reopen.opened(ask.the_incident)
    return None
