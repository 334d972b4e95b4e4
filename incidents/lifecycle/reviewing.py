"""Looking back: what a post-mortem tells, its draft, and who is asked for it."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from incidents.catalog import queries as catalog
from incidents.channels.models import SlackUser
from incidents.followups.models import FollowUp
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.postmortems import queries, services
from incidents.postmortems.draft import draft
from incidents.postmortems.models import Postmortem
from incidents.postmortems.values import Facts, Holder, Line, ToDo, Weight
from incidents.record import queries as record
from incidents.record.models import MILESTONES, Entry, Incident
from incidents.record.services import lock
from incidents.reminders import services as reminders
from incidents.reminders.models import Reminder
from incidents.roles.models import Assignment
from incidents.values import Status

POSTMORTEM_DUE = "postmortem_due"
# A needed post-mortem is asked for after this long, then every other day.
FIRST = timedelta(days=5)
AGAIN = timedelta(days=2)
TIMES = 3

Kind = Entry.Kind
WEIGHTS = {
    Kind.UPDATE: Weight.UPDATE,
    Kind.NOTE: Weight.NOTE,
    Kind.MESSAGE: Weight.NOTE,
    **dict.fromkeys(
        (
            Kind.DECLARED,
            Kind.ACCEPTED,
            Kind.SEVERITY,
            Kind.STATUS,
            Kind.RESOLVED,
            Kind.REOPENED,
            Kind.MERGED,
        ),
        Weight.CHANGE,
    ),
}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def start(*, incident: Incident, by: Person, now: datetime) -> tuple[Postmortem, bool]:
    """The incident's post-mortem, and whether it is new: then with a draft.

    Raises Mistake while the incident is open.
    """
    known = queries.of(incident)
    if known is not None:
        return known, False
    text = draft(facts(incident, now=now))
    return services.create(incident=incident, text=text, by=by, now=now)


def facts(incident: Incident, *, now: datetime) -> Facts:
    """All that a post-mortem tells of its incident, as it is now."""
    entries = [
        entry
        for entry in record.timeline(incident)
        if not entry.is_hidden and entry.kind != Kind.POSTMORTEM
    ]
    names = _names([incident.summary, incident.resolution, *(e.text for e in entries)])
    own = [entry for entry in entries if "merged_from" not in entry.data]
    people = (*_leads(incident, own), *_people(incident))
    return Facts(
        number=incident.pk,
        title=incident.title,
        severity=incident.severity,
        status=Status(incident.status),
        now=now,
        declared_at=incident.declared_at,
        declared_by=_name(incident.declared_by),
        acknowledged_at=incident.acknowledged_at,
        acknowledged_by=_name(incident.acknowledged_by),
        service=incident.service.name if incident.service else "",
        team=incident.service.team.name if incident.service else "",
        summary=_named(incident.summary, names),
        resolution=_named(incident.resolution, names),
        is_private=incident.is_private,
        times={s: at for s in MILESTONES if (at := incident.reached(s)) is not None},
        people=people,
        others=_others(incident, people),
        lines=tuple(_line(entry, names) for entry in entries),
        reopened=tuple(e.at for e in own if e.kind == Kind.REOPENED),
        to_dos=tuple(_to_do(each) for each in _follow_ups(incident)),
    )


def ask_for(incident: Incident, *, now: datetime) -> None:
    """It was resolved: remind its lead if a post-mortem that is needed stays away."""
    reminders.remind(
        kind=POSTMORTEM_DUE,
        key=_key(incident),
        incident=incident,
        due_at=now + FIRST,
        every=AGAIN,
        times=TIMES,
    )


def due(reminder: Reminder, now: datetime) -> None:
    """Ask the lead for the post-mortem, if it is still needed."""
    if reminder.incident is None:
        return
    incident = lock(reminder.incident)
    if not is_awaited(incident):
        reminders.stop(key=reminder.key)
        return
    resolved = incident.resolved_at or now
    outbox.add(
        kind=POSTMORTEM_DUE,
        key=f"{_key(incident)}:{int(resolved.timestamp())}:{reminder.count}",
        subject=incident.subject,
        priority=60,
    )


def is_awaited(incident: Incident) -> bool:
    """Whether its post-mortem is needed, and not published yet."""
    if incident.status not in (Status.RESOLVED, Status.POST_INCIDENT):
        return False
    known = queries.of(incident)
    published = known is not None and known.status == Postmortem.Status.PUBLISHED
    return catalog.rule(incident.severity).needs_postmortem and not published


def _people(incident: Incident) -> tuple[Holder, ...]:
    rows = Assignment.objects.filter(incident=incident)
    rows = rows.select_related("role", "person").order_by("role__rank", "since", "pk")
    return tuple(
        Holder(row.role.name, row.person.name, row.since, row.until) for row in rows
    )


def _leads(incident: Incident, entries: Iterable[Entry]) -> list[Holder]:
    """Who led it from when, as the timeline tells; who leads it now comes last."""
    changes = [(e.at, _had_it(e)) for e in entries if e.kind == Kind.LEAD]
    named = Person.objects.in_bulk({pk for _, had in changes for pk in had})
    since, found = incident.declared_at, []
    for at, had in changes:
        found += [Holder("Lead", named[pk].name, since, at) for pk in had]
        since = at
    if incident.lead:
        found.append(Holder("Lead", incident.lead.name, since))
    return found


def _had_it(entry: Entry) -> list[int]:
    """Who had the role before; lines written long ago name one person, or nobody."""
    before = entry.data.get("from")
    return before if isinstance(before, list) else [before] if before else []


def _others(incident: Incident, people: Iterable[Holder]) -> tuple[str, ...]:
    named = {holder.name for holder in people}
    taking_part = incident.participants.values_list("person__name", flat=True)
    return tuple(sorted(set(taking_part) - named))


def _follow_ups(incident: Incident) -> Iterable[FollowUp]:
    return FollowUp.objects.filter(incident=incident).select_related("owner")


def _to_do(each: FollowUp) -> ToDo:
    return ToDo(
        title=each.title,
        status=each.get_status_display(),
        owner=_name(each.owner),
        due_on=each.due_on,
    )


def _line(entry: Entry, names: Mapping[str, str]) -> Line:
    return Line(
        at=entry.at,
        text=_named(entry.text, names),
        who=_name(entry.by),
        weight=WEIGHTS.get(Kind(entry.kind), Weight.OTHER),
        permalink=entry.permalink,
    )


def _names(texts: Iterable[str]) -> dict[str, str]:
    """Who is mentioned: names by Slack id, without what would end a mention."""
    ids = {match[1] for text in texts for match in _MENTION.finditer(text)}
    users = SlackUser.objects.filter(slack_id__in=ids).select_related("person")
    return {
        user.slack_id: re.sub(r"[<>|]", " ", _name(user.person) or user.handle)
        for user in (users if ids else ())
    }


def _named(text: str, names: Mapping[str, str]) -> str:
    """Each mention carries the name that we know."""
    return _MENTION.sub(
        lambda m: f"<@{m[1]}|{names[m[1]]}>" if m[1] in names else m[0], text
    )


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _key(incident: Incident) -> str:
    return f"{POSTMORTEM_DUE}:{incident.pk}"
