"""The form that tells how an incident stands."""

from bot import blockkit
from bot.answers import Answer, Done, View
from bot.asks import Ask
from bot.registry import Modal
from incidents.lifecycle import services as lifecycle
from incidents.record.models import Incident
from incidents.values import TEXT_LIMIT


def view(incident: Incident) -> View:
    told = blockkit.field(
        "How does it stand?",
        blockkit.text_input(
            "text",
            limit=TEXT_LIMIT,
            placeholder="What is known, what is being done, when you tell more",
            multiline=True,
            focus=True,
        ),
        hint=_audience(incident),
    )
    return blockkit.modal(
        f"Update {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), told],
        callback_id="incident_update",
        submit="Publish",
        incident=incident.pk,
    )


def _audience(incident: Incident) -> str:
    if incident.is_private:
        return "Posted in its private channel, and shown on its card."
    return "Posted in its channel and under its announcement, and shown on its card."


def submit(ask: Ask) -> Answer:
    lifecycle.update(
        incident=ask.the_incident,
        text=str(ask.values.get("text") or ""),
        by=ask.person,
        now=ask.now,
    )
    return Done()


MODAL = Modal(callback_id="incident_update", submit=submit, needs_incident=True)
