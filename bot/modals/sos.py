"""The form that calls for help: whom, and why. It says who is going to be pinged."""

from bot import blockkit
from bot.answers import Answer, Block, Open, View
from bot.asks import Ask
from bot.messages import sos as messages
from bot.mrkdwn import escape, inline
from bot.registry import Modal
from incidents.channels.models import SosEntry
from incidents.lifecycle import sos
from incidents.lifecycle.sos import EVERYBODY_HERE, REASON_LIMIT, CalledAlready
from incidents.record.models import Incident
from incidents.values import Mistake

RADIOS = 10
TOLD = 20
# Escaped: ten of them fit a block.
NAME = 90
TEXT = 190


def view(
    incident: Incident, *, chosen: str = "", why: str = "", notice: str = ""
) -> View:
    """`chosen` is an entry's id or `here`. With a `notice` it asks for a second word:
    they were called a moment ago.
    """
    entries = sos.entries()[: blockkit.OPTIONS - 1]
    options = [
        *(blockkit.option(e.name, str(e.pk), messages.reach(e)) for e in entries),
        blockkit.option(
            "Everybody in the channel",
            EVERYBODY_HERE,
            "Mentions @here in the incident's channel",
        ),
    ]
    chosen = chosen or str(options[0]["value"])
    menu = (
        blockkit.radio("who", options, chosen=chosen)
        if len(options) <= RADIOS
        else blockkit.select("who", options, placeholder="Choose", chosen=chosen)
    )
    reason = blockkit.text_input(
        "why",
        limit=REASON_LIMIT,
        placeholder="What help is needed, in a few words",
        value=why,
    )
    told = [blockkit.section(f"⚠️ {escape(notice)}")] if notice else []
    blocks = [
        *told,
        blockkit.plain_section(incident.title),
        blockkit.field("Whom to call", menu),
        *_texts(entries),
        blockkit.field("Why", reason, optional=True),
    ]
    return blockkit.modal(
        "Call for help",
        blocks,
        callback_id="incident_sos_again" if notice else "incident_sos",
        submit="Call again" if notice else "Call",
        incident=incident.pk,
    )


def _texts(entries: list[SosEntry]) -> list[Block]:
    lines = [
        f"• *{inline(entry.name, NAME)}*: {inline(entry.text, TEXT)}"
        for entry in entries[:TOLD]
        if entry.text
    ]
    half = TOLD // 2
    parts = ("\n".join(lines[:half]), "\n".join(lines[half:]))
    return [blockkit.context(part) for part in parts if part]


def call(ask: Ask, *, chosen: str, why: str, again: bool = False) -> Answer:
    """Call, or ask once more when they were called a moment ago. Raises Mistake."""
    incident = ask.the_incident
    entry = next((e for e in sos.entries() if str(e.pk) == chosen), None)
    if entry is None and chosen != EVERYBODY_HERE:  # no @here in place of a few
        raise Mistake("This entry is gone: choose whom to call.", field="who")
    try:
        done = sos.call(
            incident=incident,
            entry=entry,
            why=why,
            by=ask.person,
            now=ask.now,
            again=again,
        )
    except CalledAlready as already:
        return Open(view(incident, chosen=chosen, why=why, notice=already.message))
    return messages.called(done)


def submit(ask: Ask) -> Answer:
    chosen = str(ask.values.get("who") or "")
    return call(ask, chosen=chosen, why=str(ask.values.get("why") or ""))


MODAL = Modal(callback_id="incident_sos", submit=submit, needs_incident=True)
