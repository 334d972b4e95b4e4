"""The form that mends when an incident reached what."""

from datetime import UTC, datetime

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.registry import Modal
from incidents.lifecycle import times
from incidents.record.models import Incident


def view(incident: Incident) -> View:
    known = times.reached(incident)
    inputs = [
        blockkit.field(times.NAMES[field], blockkit.moment_picker(field, chosen=at))
        for field, at in known.items()
    ]
    hint = blockkit.context(
        "On your own clock. None may lie in the future, or before the one above it; "
        "Acknowledged only not before Declared."
    )
    return blockkit.modal(
        f"Times of {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), *inputs, hint],
        callback_id="incident_times",
        submit="Save",
        incident=incident.pk,
    )


def opened(incident: Incident) -> Open:
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    chosen = {
        field: datetime.fromtimestamp(int(value), UTC)
        for field, value in ask.values.items()
        if field in times.NAMES and value is not None
    }
    times.change_times(
        incident=ask.the_incident, times=chosen, by=ask.person, now=ask.now
    )
    return Done()


MODAL = Modal(callback_id="incident_times", submit=submit, needs_incident=True)
