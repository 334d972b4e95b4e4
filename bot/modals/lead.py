"""The form that hands the lead over."""

from bot import blockkit
from bot.answers import Answer, Done, View
from bot.asks import Ask
from bot.messages import words
from bot.registry import Modal
from incidents.channels import queries as channels
from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Mistake


def view(incident: Incident) -> View:
    chosen = blockkit.field(
        "Who leads from now on?",
        blockkit.person_select("lead", placeholder="Choose somebody"),
        hint="They are invited to the channel and told there.",
    )
    present = blockkit.section(f"Lead now: {words.name(incident.lead)}")
    return blockkit.modal(
        f"Lead of {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), present, chosen],
        callback_id="incident_lead",
        submit="Hand over",
        incident=incident.pk,
    )


def person(slack_id: str) -> Person:
    """Raises Mistake for somebody Muster does not know."""
    found = channels.person_of(slack_id)
    if found is None:
        raise Mistake(
            "Muster does not know this person: a bot, a guest of another workspace, "
            "or somebody who joined a moment ago. Choose somebody else, or try again "
            "in some minutes.",
            field="lead",
        )
    return found


def submit(ask: Ask) -> Answer:
    lifecycle.assign_lead(
        incident=ask.the_incident,
        lead=person(str(ask.values.get("lead") or "")),
        by=ask.person,
        now=ask.now,
    )
    return Done()


MODAL = Modal(callback_id="incident_lead", submit=submit, needs_incident=True)
