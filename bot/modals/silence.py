"""The form that silences an incident's alerts: until when, and why."""

from bot import blockkit
from bot.answers import Answer, Open, View
from bot.asks import Ask
from bot.messages import silences
from bot.registry import Modal
from incidents.alerts.silencing import REASON_LIMIT
from incidents.record.models import Incident
from incidents.record.over import refuse_over
from incidents.response import alerts


def view(incident: Incident) -> View:
    return blockkit.modal(
        f"Silence {incident.reference}"[: blockkit.TITLE],
        [
            blockkit.plain_section(incident.title),
            blockkit.field(
                "For how long, or until when",
                blockkit.text_input(
                    "until", limit=20, placeholder="2h, 1d, 18:00 or tomorrow"
                ),
                hint="Its alerts are recorded meanwhile, and page nobody. A time is "
                "one of your own zone; tomorrow is 09:00.",
            ),
            blockkit.field(
                "Why",
                blockkit.text_input(
                    "reason", limit=REASON_LIMIT, placeholder="Known, fix is on its way"
                ),
                optional=True,
            ),
        ],
        callback_id="alerts_silence",
        submit="Silence",
        incident=incident.pk,
    )


def opened(ask: Ask) -> Open:
    """The form. Raises Mistake when it is over."""
    refuse_over(ask.the_incident, by=ask.person)
    return Open(view(ask.the_incident))


def submit(ask: Ask) -> Answer:
    incident = alerts.silence(
        incident=ask.the_incident,
        until=str(ask.values.get("until") or ""),
        reason=str(ask.values.get("reason") or ""),
        by=ask.person,
        now=ask.now,
    )
    return silences.silenced(incident)


MODAL = Modal(callback_id="alerts_silence", submit=submit, needs_incident=True)
