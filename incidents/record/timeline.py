"""What people add to a timeline, and how its lines are mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record import services as record
from incidents.record.clock import past
from incidents.record.models import Entry, Incident
from incidents.record.order import STEPS, WRITTEN, checked, minute
from incidents.record.over import refuse_merged, survivor
from incidents.values import TEXT_LIMIT, Mistake, clean_text

MESSAGE = "timeline_message"
Kind = Entry.Kind


@dataclass(frozen=True)
class MessageFacts:
    """A message of Slack, as plain text. `source` is channel:ts; `at` is UTC.

    `by` is None for an app or somebody unknown, whom `author` names.
    """

    source: str
    text: str
    at: datetime
    by: Person | None = None
    author: str = ""
    permalink: str = ""


@transaction.atomic
def note(
    *,
    incident: Incident,
    text: str,
    by: Person,
    now: datetime,
    at: datetime | None = None,
) -> Entry:
    """Write down what happened, now or at a time that has passed; nothing is posted.

    It may have happened before the incident was declared. Raises Mistake.
    """
    incident = _taking(incident, by)
    text = clean_text(text, field="text")
    if at is None:
        pk = record.add_entry(
            incident=incident, kind=Kind.NOTE, text=text, at=now, by=by
        )
        return Entry.objects.get(pk=pk)
    at = past(at, now=now, zone=zone_of(by))
    return Entry.objects.create(
        incident=incident, kind=Kind.NOTE, text=text, at=at, by=by
    )


def marked(*, channel: str, ts: str, added: bool) -> bool:
    """Somebody pinned a message or reacted to it, or took that back: have it read, if
    the channel with this Slack id is an incident's. False when it is not.
    """
    incident = Incident.objects.filter(channel__slack_id=channel).first()
    if incident is None:
        return False
    about = survivor(incident)
    outbox.touch(
        kind=MESSAGE,
        key=f"{MESSAGE}:{about.pk}:{channel}:{ts}",
        subject=about.subject,
        args={"channel": channel, "ts": ts, "added": added},
        priority=60,
    )
    return True


@transaction.atomic
def message_read(
    *, incident: Incident, message: MessageFacts, is_marked: bool, now: datetime
) -> None:
    """What a message says, and whether it has a pin or a reaction that marks it.

    A marked one is on the timeline once, at the time it was written. When the last
    mark goes, so does the line, unless somebody edited it or added it by hand; what a
    person hid stays hidden.
    """
    incident = record.lock(incident)
    entry = _from(incident, message.source)
    if entry is None:
        if is_marked:
            _quote(incident, message, now=now)
        return
    touched = entry.data.get("edits") or entry.data.get("added_by")
    if entry.is_hidden == is_marked and not touched:
        entry.is_hidden = not is_marked
        entry.save(update_fields=["is_hidden"])


@transaction.atomic
def add_message(
    *, incident: Incident, message: MessageFacts, by: Person, now: datetime
) -> tuple[Entry, bool]:
    """Put a message that somebody chose on the timeline; whether it was not there.

    One that was hidden shows again.
    """
    incident = _taking(incident, by)
    entry = _from(incident, message.source)
    if entry is None:
        return _quote(incident, message, now=now, added_by=by), True
    was_hidden = entry.is_hidden
    entry.data = {**entry.data, "added_by": by.pk}
    entry.is_hidden = False
    entry.save(update_fields=["data", "is_hidden"])
    return entry, was_hidden


@transaction.atomic
def edit(
    *,
    incident: Incident,
    entry_id: int,
    by: Person,
    now: datetime,
    text: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Mend a line's words or time; None leaves it. What it said before is kept.

    Raises Mistake: words of Muster's own lines stay; times lie neither ahead nor past
    a line of the same kind; the times of its status are `/incident times`.
    """
    entry = _held(incident, entry_id)
    before = {"text": entry.text, "at": entry.at}
    fields = []
    if text is not None and (cleaned := clean_text(text, field="text")) != entry.text:
        if not may_reword(entry):
            raise Mistake(
                "Muster wrote this line: its words stay as they are. Its time can be "
                "set, and it can be hidden.",
                field="text",
            )
        entry.text = cleaned
        fields.append("text")
    # Forms know minutes alone: a time within the same minute is no change.
    if at is not None and minute(at) != minute(entry.at):
        entry.at = checked(entry, at, by=by, now=now)
        fields.append("at")
    if fields:
        keep_edit(entry, before, fields, by, now)
        entry.save(update_fields=[*fields, "data", "edited_at", "edited_by"])
    return entry


@transaction.atomic
def hide(*, incident: Incident, entry_id: int, by: Person, now: datetime) -> Entry:
    """Show a line no more; it is kept. Raises Mistake for a step of its life."""
    entry = _held(incident, entry_id)
    if not may_hide(entry):
        raise Mistake("A step of the incident's life always shows: mend its time.")
    return _shown(entry, hidden=True, by=by, now=now)


@transaction.atomic
def unhide(*, incident: Incident, entry_id: int, by: Person, now: datetime) -> Entry:
    """Show a hidden line again."""
    return _shown(_held(incident, entry_id), hidden=False, by=by, now=now)


def may_reword(entry: Entry) -> bool:
    """Whether people wrote it."""
    return entry.kind in WRITTEN


def may_time(entry: Entry) -> bool:
    """Whether its time is no milestone."""
    return entry.kind not in STEPS


def may_hide(entry: Entry) -> bool:
    return entry.kind not in STEPS


def _taking(incident: Incident, by: Person) -> Incident:
    """The incident, locked. Raises Mistake when another one took its place."""
    incident = record.lock(incident)
    refuse_merged(incident, by=by)
    return incident


def _from(incident: Incident, source: str) -> Entry | None:
    found = Entry.objects.filter(incident=incident, source=source)
    return found.select_related("by").first()


def _quote(
    incident: Incident,
    message: MessageFacts,
    *,
    now: datetime,
    added_by: Person | None = None,
) -> Entry:
    text = message.text if len(message.text) <= TEXT_LIMIT else _clipped(message.text)
    data = {"author": message.author} if message.author else {}
    return Entry.objects.create(
        incident=incident,
        kind=Kind.MESSAGE,
        text=clean_text(text, field="text"),
        at=min(message.at, now),
        by=message.by,
        source=message.source,
        permalink=message.permalink,
        data=data | ({"added_by": added_by.pk} if added_by else {}),
    )


def _clipped(text: str) -> str:
    return text[: TEXT_LIMIT - 1].rstrip() + "…"


def _held(incident: Incident, entry_id: int) -> Entry:
    """The line, locked with its incident. Raises Mistake when there is none."""
    record.lock(incident)
    found = Entry.objects.filter(incident=incident, pk=entry_id)
    entry = (
        found.select_for_update(no_key=True, of=("self",)).select_related("by").first()
    )
    if entry is None:
        raise Mistake("This line of the timeline is gone.")
    return entry


def _shown(entry: Entry, *, hidden: bool, by: Person, now: datetime) -> Entry:
    if entry.is_hidden != hidden:
        entry.is_hidden = hidden
        _kept(entry, {"hidden": hidden}, by=by, now=now)
        entry.save(update_fields=["is_hidden", "data"])
    return entry


def keep_edit(
    entry: Entry,
    before: Mapping[str, Any],
    changed: Sequence[str],
    by: Person,
    now: datetime,
) -> None:
    """Note on the line what it said before (`text`, and `at` in UTC) and who changed
    that; the caller saves it.
    """
    at = before["at"].isoformat()
    _kept(entry, {**before, "at": at, "changed": list(changed)}, by=by, now=now)
    entry.edited_at, entry.edited_by = now, by


def _kept(
    entry: Entry, change: dict[str, object], *, by: Person, now: datetime
) -> None:
    """Note a change of the line, with who made it and when (UTC)."""
    made = {**change, "edited_by": by.pk, "edited_at": now.isoformat()}
    entry.data = {**entry.data, "edits": [*entry.data.get("edits", []), made]}
