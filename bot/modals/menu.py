"""An incident's menu: what `/incident` shows in its channel."""

from bot import blockkit
from bot.answers import Block, View
from bot.messages import words
from bot.messages.triage import pointer
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
    if incident.merged_into is not None:
        state = f"{state}\n🔀 {pointer(incident)}"
    blocks = [
        blockkit.section(state),
        *_offered(incident, person),
        *_written(incident),
        *_rare(incident, person),
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
    status = Status(incident.status)
    offered = _BY_STATUS.get(status, _OPEN if incident.is_open else ())
    value = str(incident.pk)
    buttons = [
        blockkit.button(text, action_id, value, style=style)
        for text, action_id, style in offered
        if action_id != "incident_take_lead" or incident.lead_id != person.pk
    ]
    return [blockkit.actions(*buttons)] if buttons else []


def _written(incident: Incident) -> list[Block]:
    """What is kept about it, whatever its status."""
    value = str(incident.pk)
    return [
        blockkit.actions(
            blockkit.button("Add a note", "incident_note", value),
            blockkit.button("Timeline", "incident_timeline", value),
            blockkit.button("Follow-ups", "incident_follow_ups", value),
        )
    ]


def _rare(incident: Incident, person: Person) -> list[Block]:
    """What is seldom needed, whatever its status, as far as this person may do it."""
    value = str(incident.pk)
    buttons = [blockkit.button("Times", "incident_times", value)]
    if incident.is_open and incident.status != Status.TRIAGE:
        buttons.insert(0, blockkit.button("Merge", "incident_merge", value))
    if not incident.is_private:
        buttons.append(blockkit.button("Make private", "incident_private", value))
    elif person.pk in (incident.lead_id, incident.declared_by_id):
        buttons.append(blockkit.button("Make public", "incident_public", value))
    return [blockkit.actions(*buttons)]


_ROLES = ("Roles", "incident_role", "")
_OPEN = (
    ("Update", "incident_update", ""),
    ("Severity", "incident_severity", ""),
    ("Status", "incident_status", ""),
    ("Hand over the lead", "incident_lead", ""),
    ("I take the lead", "incident_take_lead", ""),
    _ROLES,
    ("Follow", "incident_follow", ""),
    ("Call for help", "incident_sos", ""),
    ("Resolve", "incident_resolve", "primary"),
)
_REOPEN = ("Reopen", "incident_reopen", "")
_POSTMORTEM = ("Post-mortem", "incident_postmortem", "")
_FIXED = ("What fixed it", "incident_resolution", "")
_BY_STATUS = {
    Status.TRIAGE: (
        ("Accept", "incident_accept", "primary"),
        ("Decline", "incident_decline", ""),
        ("Merge", "incident_merge", ""),
        ("Severity", "incident_severity", ""),
    ),
    Status.RESOLVED: (
        ("Update", "incident_update", ""),
        _ROLES,
        _POSTMORTEM,
        _FIXED,
        _REOPEN,
        ("Close", "incident_close", "primary"),
    ),
    Status.POST_INCIDENT: (
        _ROLES,
        _POSTMORTEM,
        _FIXED,
        _REOPEN,
        ("Close", "incident_close", "primary"),
    ),
    Status.CLOSED: (_POSTMORTEM, _FIXED, _REOPEN),
    Status.DECLINED: (_REOPEN,),
}
