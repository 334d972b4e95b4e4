"""The form that hands the lead over."""

from bot import blockkit, mentions
from bot.answers import Answer, Done, View
from bot.asks import Ask
from bot.messages import words
from bot.registry import Modal
from incidents.lifecycle import services as lifecycle
from incidents.record.models import Incident


def view(incident: Incident) -> View:
    chosen = blockkit.field(
        "Who leads from now on?",
        blockkit.person_select("lead", placeholder="Choose somebody"),
        hint="They are invited and told in a direct message how it stands.",
    )
    present = blockkit.section(f"Lead now: {words.name(incident.lead)}")
    return blockkit.modal(
        f"Lead of {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), present, chosen],
        callback_id="incident_lead",
        submit="Hand over",
        incident=incident.pk,
    )


def submit(ask: Ask) -> Answer:
    lifecycle.assign_lead(
        incident=ask.the_incident,
        lead=mentions.person(str(ask.values.get("lead") or ""), field="lead"),
        by=ask.person,
        now=ask.now,
    )
    return Done()


MODAL = Modal(callback_id="incident_lead", submit=submit, needs_incident=True)
