"""Closing: what is still missing, each with the button that solves it."""

from collections.abc import Iterator, Sequence

from bot import blockkit
from bot.answers import Answer, Block, Done, Open, View
from bot.asks import Ask
from bot.messages import choices, words
from bot.messages.ending import publish_button
from bot.mrkdwn import escape
from bot.registry import Modal
from incidents.lifecycle import closing
from incidents.lifecycle import services as lifecycle
from incidents.lifecycle.closing import Blocker, Need
from incidents.record.models import Incident
from incidents.values import TEXT_LIMIT, Status

STEP = "incident_close_step"
CLOSABLE = (Status.RESOLVED, Status.POST_INCIDENT)


def view(incident: Incident, blockers: Sequence[Blocker], *, is_admin: bool) -> View:
    """What is missing, if anything; an admin can close it all the same. Pure."""
    blocks = [blockkit.plain_section(incident.title), *_listed(incident, blockers)]
    submit = ""
    if not blockers:
        blocks.append(_word("A last word", optional=True))
        submit = "Close it"
    elif is_admin:
        blocks.append(_word("Why is it closed as it is?", optional=False))
        submit = "Close it as it is"
    return blockkit.modal(
        f"Close {incident.reference}"[: blockkit.TITLE],
        blocks,
        callback_id="incident_close",
        submit=submit,
        incident=incident.pk,
        carried={"anyway": True} if blockers else None,
    )


def loaded(ask: Ask, incident: Incident | None = None) -> View:
    """As it is now, for who asks."""
    incident = incident or ask.the_incident
    blockers = closing.blocking(incident)
    return view(incident, blockers, is_admin=ask.person.is_staff)


def missing(ask: Ask) -> Answer | None:
    """What is missing, to be solved; None where it can be closed at once, or has to be
    refused for its status.
    """
    incident = ask.the_incident
    if incident.status in CLOSABLE and closing.blocking(incident):
        return Open(loaded(ask))
    return None


def submit(ask: Ask) -> Answer:
    lifecycle.close(
        incident=ask.the_incident,
        by=ask.person,
        now=ask.now,
        reason=str(ask.values.get("reason") or ""),
        anyway=bool(ask.carried.get("anyway")),
    )
    return Done()


def _listed(incident: Incident, blockers: Sequence[Blocker]) -> Iterator[Block]:
    if not blockers:
        yield blockkit.section("✅ Nothing is missing.")
        return
    yield blockkit.section("*Before it can be closed:*")
    for each in blockers:
        text = f"• {escape(each.text, 1_000)}"
        if each.kind is Need.PUBLISH:
            text = f"{text} (<{words.web_postmortem(incident)}|read it first>)"
        yield blockkit.section(text, accessory=_solution(incident, each))
    again = blockkit.button("Look again", STEP, f"{incident.pk}:again")
    yield blockkit.actions(again)


def _solution(incident: Incident, blocker: Blocker) -> blockkit.Element:
    """What solves it; the list is shown anew after that."""
    if blocker.kind is Need.SEVERITY:
        options = choices.severities(f"{incident.pk}:")
        return blockkit.select(STEP, options, placeholder=blocker.button)
    value = f"{incident.pk}:{blocker.kind}"
    button = blockkit.button(blocker.button, STEP, value)
    if blocker.kind is not Need.PUBLISH:
        return button
    return button | {"confirm": publish_button(incident)["confirm"]}


def _word(label: str, *, optional: bool) -> Block:
    asked = blockkit.text_input("reason", limit=TEXT_LIMIT, multiline=True)
    hint = "It is posted in its channel and kept on the timeline."
    return blockkit.field(label, asked, optional=optional, hint=hint)


MODAL = Modal(callback_id="incident_close", submit=submit, needs_incident=True)
