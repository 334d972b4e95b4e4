"""What a further signal says of an alert that is known. Pure."""

from datetime import datetime, timedelta

from incidents.alerts.severities import severity_of_word
from incidents.alerts.states import AlertState, Incoming
from incidents.alerts.values import Signal

# What is kept at the same time may be this far out of order by our own clocks.
SKEW = timedelta(minutes=1)


def known_at(alert: AlertState, new: Incoming) -> datetime | None:
    """The latest time that the tool told of this alert, to order a new signal by.

    Times ahead of our clock are cut to it, so that they say nothing once our clock was
    set back: then, what comes later is later.
    """
    latest = max(alert.last_at, alert.resolved_at or alert.last_at)
    return None if new.at + SKEW < latest else alert.event_at


def count(alert: AlertState, new: Incoming) -> None:
    """It was triggered once more."""
    at, known = new.signal.at, known_at(alert, new)
    if at and (known is None or at > known):
        alert.event_at = at
    alert.count += 1
    alert.last_at = max(alert.last_at, new.at)
    alert.last_inbox_id = new.inbox_id or alert.last_inbox_id
    alert.is_changed = True


def keep(alert: AlertState, new: Incoming) -> None:
    """Keep what the tool says now; what it leaves out stays as it was."""
    said: Signal = new.signal
    alert.title = said.title
    alert.body = said.body or alert.body
    alert.source_severity = said.severity or alert.source_severity
    alert.severity = alert.severity or severity_of_word(alert.source_severity)
    alert.labels = dict(said.labels) or alert.labels
    alert.tags = list(said.tags) or alert.tags
    if said.links:
        alert.links = [{"text": each.text, "url": each.url} for each in said.links]
