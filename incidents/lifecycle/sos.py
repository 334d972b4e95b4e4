"""Calling for help: a named entry, or everybody in the incident's channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from incidents.channels.models import SosEntry
from incidents.people.models import Person
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.record.over import refuse_merged
from incidents.values import Mistake, clean_text

EVERYBODY_HERE = "here"
RECENT = timedelta(minutes=5)
REASON_LIMIT = 500
# A bigger group is mentioned, and comes by itself.
MOST_INVITED = 100


class CalledAlready(Mistake):
    """This help was called for a moment ago: calling again takes a second word."""


@dataclass(frozen=True)
class Call:
    """What was done. `channel` is empty for the incident's own channel."""

    name: str
    channel: str
    mention: str
    invited: int


def entries() -> list[SosEntry]:
    """Whom there is to call, in their order."""
    return list(SosEntry.objects.select_related("conversation", "user_group"))


@transaction.atomic
def call(
    *,
    incident: Incident,
    entry: SosEntry | None,
    why: str,
    by: Person,
    now: datetime,
    again: bool = False,
) -> Call:
    """Call the entry's people, or without one everybody in the incident's channel.

    Raises Mistake; and CalledAlready when they were called in the last five minutes,
    unless `again`.
    """
    incident = record.lock(incident)
    refuse_merged(incident, by=by, field="who")
    elsewhere = _elsewhere(incident, entry)
    why = clean_text(why, field="why", limit=REASON_LIMIT) if why.strip() else ""
    name = entry.name if entry else "everybody in the channel"
    if not again:
        _check_recent(incident, entry, name, now)
    line = record.add_entry(
        incident=incident,
        kind=Entry.Kind.SOS,
        text=f"Called for help: {name}" + (f". {why}" if why else ""),
        at=now,
        by=by,
        data={"sos": entry.pk if entry else None, "name": name, "reason": why},
    )
    group = entry.user_group if entry else None
    effects.call_for_help(
        incident,
        entry=line,
        channel=elsewhere,
        group=group.slack_id if group else "",
    )
    if elsewhere:
        effects.post(incident, entry=line, message="change")
    return Call(
        name=name,
        channel=elsewhere,
        mention=group.slack_id if group else "",
        invited=0 if elsewhere else _bring_group(incident, entry, line=line),
    )


def _elsewhere(incident: Incident, entry: SosEntry | None) -> str:
    """The Slack id of the channel that the call goes to, unless it is its own."""
    place = entry.conversation if entry else None
    if place is None or place == incident.channel:
        if not incident.channel_name:
            raise Mistake(
                f"{incident.reference} has no channel to call anybody to. Open one "
                "first, or choose an entry with a channel of its own.",
                field="who",
            )
        return ""
    if incident.is_private:
        raise Mistake(
            f"{incident.reference} is private, and a call in {place} would tell of it. "
            "Invite people by name instead.",
            field="who",
        )
    if place.is_archived:
        raise Mistake(
            f"{place} is archived: an admin chooses another channel for this entry in "
            "the back-office.",
            field="who",
        )
    return place.slack_id


def _check_recent(
    incident: Incident, entry: SosEntry | None, name: str, now: datetime
) -> None:
    last = (
        incident.entries.filter(
            kind=Entry.Kind.SOS,
            at__gt=now - RECENT,
            data__sos=entry.pk if entry else None,
        )
        .select_related("by")
        .order_by("-at")
        .first()
    )
    if last is not None:
        minutes = int((now - last.at).total_seconds()) // 60
        ago = "just now" if minutes < 1 else f"{minutes} min ago"
        who = last.by.name if last.by else "Muster"
        raise CalledAlready(f"{who} called {name} {ago}. Call again?", field="who")


def _bring_group(incident: Incident, entry: SosEntry | None, *, line: int) -> int:
    """Into the public channel where it is mentioned; how many people that is. A private
    one takes people by name alone.
    """
    if entry is None or entry.user_group is None or incident.is_private:
        return 0
    people = list(entry.user_group.people.filter(is_active=True)[: MOST_INVITED + 1])
    if len(people) > MOST_INVITED:
        return 0
    effects.invite(incident, people, entry=line)
    return len(people)
