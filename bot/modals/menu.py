"""An incident's menu: what `/incident` shows in its channel."""

from bot import blockkit
from bot.answers import Block, View
from bot.messages import words
from bot.mrkdwn import inline
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Status


def view(incident: Incident, *, person: Person) -> View:
    """For the person who asked: who leads it need not take the lead."""
    state = (
        f"{words.sign(incident)} *{incident.reference}* "
        f"{inline(incident.title, 2_000)}\n{words.short_severity(incident)} · "
        f"{words.status(incident)} · Lead: {words.name(incident.lead)}"
    )
    declare = blockkit.button("Declare another incident", "incident_declare", ":")
    blocks = [
        blockkit.section(state),
        *_offered(incident, person),
        blockkit.divider(),
        blockkit.actions(declare),
        blockkit.context(f"{words.command('help')} lists every command."),
    ]
    return blockkit.modal(
        incident.reference[: blockkit.TITLE],
        blocks,
        callback_id="incident_menu",
        close="Done",
        incident=incident.pk,
    )


def _offered(incident: Incident, person: Person) -> list[Block]:
    offered = _OPEN if incident.is_open else _OVER.get(Status(incident.status), ())
    value = str(incident.pk)
    buttons = [
        blockkit.button(text, action_id, value, style=style)
        for text, action_id, style in offered
        if action_id != "incident_take_lead" or incident.lead_id != person.pk
    ]
    return [blockkit.actions(*buttons)] if buttons else []


_OPEN = (
    ("Update", "incident_update", ""),
    ("Severity", "incident_severity", ""),
    ("Status", "incident_status", ""),
    ("Hand over the lead", "incident_lead", ""),
    ("I take the lead", "incident_take_lead", ""),
    ("Resolve", "incident_resolve", "primary"),
)
_REOPEN = ("Reopen", "incident_reopen", "")
_OVER = {
    Status.RESOLVED: (
        ("Update", "incident_update", ""),
        _REOPEN,
        ("Close", "incident_close", ""),
    ),
    Status.POST_INCIDENT: (_REOPEN, ("Close", "incident_close", "")),
    Status.CLOSED: (_REOPEN,),
    Status.DECLINED: (_REOPEN,),
}
