"""What can be pressed: what comes next in its life, and the two menus."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block
from bot.messages import choices, triage
from bot.registry import CardPart
from incidents.record.models import Incident
from incidents.values import Status


def blocks(incident: Incident, _: object) -> Iterator[Block]:
    if buttons := _buttons(incident):
        yield blockkit.actions(*buttons)
    if incident.is_open:
        # Slack keeps what a person chose in a menu while the block's id is the same.
        yield blockkit.actions(
            choices.severity_menu(incident),
            choices.status_menu(incident),
            block_id=f"card:{incident.pk}:{incident.severity}:{incident.status}",
        )


def _buttons(incident: Incident) -> list[blockkit.Element]:
    value = str(incident.pk)
    if deciding := triage.buttons(incident):
        return deciding
    reopen = blockkit.button("Reopen", "incident_reopen", value)
    if incident.is_open:
        return [
            blockkit.button("Update", "incident_update", value),
            blockkit.button("Resolve", "incident_resolve", value, style="primary"),
            blockkit.button("I take the lead", "incident_take_lead", value),
            blockkit.button("Roles…", "incident_role", value),
        ]
    if incident.status in (Status.RESOLVED, Status.POST_INCIDENT):
        return [reopen, blockkit.button("Close", "incident_close", value)]
    return [] if incident.status == Status.MERGED else [reopen]


PART = CardPart(rank=90, blocks=blocks)
