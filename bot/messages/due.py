"""When the next update of an incident is due, in a line. Pure."""

from datetime import datetime

from bot.mrkdwn import moment
from incidents.record.models import Incident


def next_update(incident: Incident, now: datetime) -> str:
    """`now` tells whether it is late; empty when none is due."""
    due = incident.next_update_at
    if due is None:
        return ""
    if due <= now:
        return f"⏰ Update overdue: it was due {moment(due)}"
    return f"Next update due {moment(due)}"
