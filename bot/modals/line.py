"""The form that mends a line of the timeline, or hides it."""

from bot import blockkit
from bot.answers import Answer, Block, Say, View
from bot.asks import Ask
from bot.messages.timeline import LINE, hidden, link_to, shown_again, web
from bot.modals.note import moment_of
from bot.mrkdwn import moment, prose
from bot.registry import Modal
from incidents.record import queries, timeline
from incidents.record.models import Entry, Incident
from incidents.values import TEXT_LIMIT


def view(incident: Incident, entry: Entry) -> View:
    blocks: list[Block] = []
    if timeline.may_reword(entry):
        words = blockkit.text_input(
            "text", limit=TEXT_LIMIT, value=entry.text, multiline=True
        )
        blocks.append(
            blockkit.field("What happened", words, hint="What it said before is kept.")
        )
    else:
        blocks.append(blockkit.plain_section(entry.text))
    if timeline.may_time(entry):
        blocks.append(
            blockkit.field("When", blockkit.moment_picker("at", chosen=entry.at))
        )
    if timeline.may_hide(entry):
        blocks.append(_visibility(entry))
    if entry.permalink:
        blocks.append(blockkit.context(link_to(entry, "The message in Slack")))
    return blockkit.modal(
        f"Timeline of {incident.reference}"[: blockkit.TITLE],
        blocks,
        callback_id="incident_line",
        submit="Save",
        incident=incident.pk,
        carried={"entry": entry.pk},
    )


def _visibility(entry: Entry) -> Block:
    choice = blockkit.option(
        "Hide this line", "hide", "Kept, and shown nowhere but on request on the web."
    )
    box = blockkit.checkbox("hide", choice)
    if entry.is_hidden:
        box["initial_options"] = [choice]
    return blockkit.field("Visibility", box, optional=True)


def submit(ask: Ask) -> Answer:
    incident, entry_id = ask.the_incident, int(ask.carried["entry"])
    before = queries.line(incident, entry_id)
    text = str(ask.values["text"] or "") if "text" in ask.values else None
    entry = timeline.edit(
        incident=incident,
        entry_id=entry_id,
        text=text,
        at=moment_of(ask.values.get("at")),
        by=ask.person,
        now=ask.now,
    )
    wanted = bool(ask.values.get("hide")) if "hide" in ask.values else before.is_hidden
    if wanted != before.is_hidden:
        return _shown(ask, entry_id, hide=wanted)
    return Say(
        f"Saved: {moment(entry.at)} · {prose(entry.text, LINE)}\n"
        f"<{web(incident)}|The whole timeline>",
        title="Saved",
    )


def _shown(ask: Ask, entry_id: int, *, hide: bool) -> Say:
    verb = timeline.hide if hide else timeline.unhide
    entry = verb(
        incident=ask.the_incident, entry_id=entry_id, by=ask.person, now=ask.now
    )
    said = hidden if hide else shown_again
    return said(ask.the_incident, entry)


MODAL = Modal(callback_id="incident_line", submit=submit, needs_incident=True)
