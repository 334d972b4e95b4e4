"""Carrying a plan out: few statements for a batch, in the transaction that holds it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from incidents import bulk
from incidents.alerts import house, rows, tag_edits, tags, telling
from incidents.alerts.models import AlertGroup, IncidentRoute, IncidentTag
from incidents.alerts.planning import Plan
from incidents.alerts.states import GroupState, IncidentState
from incidents.escalation import services as escalation
from incidents.escalation.choosing import Starting
from incidents.escalation.models import Run
from incidents.lifecycle import by_machine
from incidents.lifecycle.declaring import declare_many
from incidents.lifecycle.values import Declaration
from incidents.outbox import services as outbox
from incidents.outbox.values import PACED, Wanted
from incidents.prepared import Prepared
from incidents.record import effects
from incidents.record.models import Incident, subject_of
from incidents.rows import every


@transaction.atomic
def apply(plan: Plan, now: datetime) -> None:
    """Write everything the plan says, and ask for the effects."""
    _close(plan.closed, now)
    fresh = [each for each in plan.incidents if each.pk is None]
    tagged = _tags(plan)
    _declare(fresh, now)
    rows.add_groups(plan.opened)
    rows.save(plan.alerts)
    ids = [each.pk for each in plan.incidents if each.pk]
    held = {each.pk: each for each in every(Incident, "WHERE id = ANY(%s)", [ids])}
    _change(plan.incidents, held, now)
    telling.tell(plan.incidents, now)
    _page(plan.incidents, fresh, held, now)
    _keep_tags(tagged)
    effects_of = [each for each in plan.incidents if each.is_touched]
    touch(each.pk for each in effects_of if each.pk)


def touch(ids: Iterable[int]) -> None:
    """Have the messages of these incidents show their alerts as they are now, and the
    cards of those that have a channel.
    """
    touched = sorted(set(ids))
    lanes = _lanes(touched)
    outbox.touch_all(
        [
            Wanted(
                kind=effects.ALERTS,
                key=f"{effects.ALERTS}:{pk}",
                subject=subject_of(pk),
                args=PACED,
                priority=20,
                lane=lanes.get(pk, ""),
            )
            for pk in touched
        ]
    )
    cards = [f"{effects.CARD}:{pk}" for pk in touched]
    outbox.touch_shown(keys=cards, args=PACED)


_ROUTES = Prepared("""
SELECT r.incident_id, 'alerts:' || r.channel_id
FROM incidents_incidentroute r WHERE r.incident_id = ANY(%s)
    AND NOT (SELECT is_archived FROM incidents_conversation WHERE id = r.channel_id)
    AND NOT (SELECT is_private FROM incidents_incident WHERE id = r.incident_id)
""")


def _lanes(ids: list[int]) -> dict[int, str]:
    """Those that are shown in the same channel. Where a private one is, or one whose
    channel is gone, depends on more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROUTES, [ids])
        return dict(cursor.fetchall())


def _close(groups: Sequence[GroupState], now: datetime) -> None:
    ids = [each.pk for each in groups]
    if ids:
        AlertGroup.objects.filter(pk__in=ids).update(closed_at=now)


def _declare(fresh: Sequence[IncidentState], now: datetime) -> None:
    """Make the new incidents, each with its route."""
    if not fresh:
        return
    made = declare_many(
        declarations=[_declaration(each) for each in fresh], by=None, now=now
    )
    for state, incident in zip(fresh, made, strict=True):
        state.pk = incident.pk
    bulk.insert(
        [
            IncidentRoute(
                incident_id=each.pk or 0,
                team_id=each.route.team,
                channel_id=each.route.channel,
                policy=each.route.policy,
                reason=each.route.reason,
            )
            for each in fresh
            if each.route is not None
        ]
    )


def _declaration(state: IncidentState) -> Declaration:
    """A private one that no channel may show gets its own: else nobody hears of it."""
    route = state.route
    unseen = state.is_private and (route is None or route.channel is None)
    return Declaration(
        title=state.title,
        severity=state.severity,
        service=state.service,
        summary=state.summary,
        is_private=state.is_private,
        opens_channel=unseen or by_machine.opens_channel(state.severity),
        people=route.people if route else (),
        is_announced=False,
    )


def _change(
    incidents: Iterable[IncidentState], held: Mapping[int, Incident], now: datetime
) -> None:
    """Reopen, raise and resolve; what fired and resolved at once changes nothing."""
    for state in incidents:
        incident = held[state.pk or 0]
        both = state.reopening and state.resolving
        if both:
            state.notes.append(f"{state.reopening}, and is resolved again")
        elif state.reopening:
            by_machine.reopen(incident=incident, reason=state.reopening, now=now)
        if state.raised and not both:
            by_machine.change_severity(
                incident=incident,
                severity=state.severity,
                reason=state.raised,
                now=now,
            )
        if state.resolving and not both:
            by_machine.resolve(incident=incident, reason=state.resolving, now=now)
        if state.acknowledged and incident.acknowledged_at is None:
            incident.acknowledged_at = now
            incident.save(update_fields=["acknowledged_at"])
            escalation.end(
                incident=incident,
                status=Run.Status.ACKNOWLEDGED,
                why=state.acknowledged,
                by=None,
                now=now,
                keep_asked=True,
            )


def _page(
    incidents: Iterable[IncidentState],
    fresh: Sequence[IncidentState],
    held: Mapping[int, Incident],
    now: datetime,
) -> None:
    """Escalate what is new, and what fires again before anybody took it up."""
    again = [each for each in incidents if each.reopening and not each.resolving]
    ids = {each.pk or 0 for each in [*fresh, *again]}
    asked = [held[pk] for pk in sorted(ids)]
    asked = [each for each in asked if each.is_open and each.acknowledged_at is None]
    if not asked:
        return
    of_them = ("WHERE incident_id = ANY(%s)", [[each.pk for each in asked]])
    routes = every(IncidentRoute, *of_them)
    known = {each.incident_id: each for each in routes}
    starting = [
        Starting(each, route.policy, route.team_id)
        if (route := known.get(each.pk))
        else Starting(each)
        for each in asked
    ]
    escalation.start(incidents=starting, catch_all=house.catch_all(), now=now)


def _tags(plan: Plan) -> list[tuple[IncidentState, list[str], list[str]]]:
    """Each incident that alerts joined, with its derived tags before and after."""
    joined = [each for each in plan.incidents if each.labels]
    known = [each.pk for each in joined if each.pk]
    kept = rows.derived_tags(known)
    may_return = any(_chosen(plan, each) for each in joined)
    gone = tag_edits.removed(known) if may_return else {}
    found = []
    for each in joined:
        service = plan.services.services.get(each.service)
        before = kept.get(each.pk or 0, [])
        derived = tags.of_incident(
            each,
            before,
            service=service.name if service else "",
            chosen=_chosen(plan, each),
        )
        after = [tag for tag in derived if tag not in gone.get(each.pk or 0, ())]
        if after != before:
            found.append((each, before, after))
    return found


def _chosen(plan: Plan, incident: IncidentState) -> Sequence[str]:
    """The labels whose values are tags, if its service names them."""
    service = plan.services.services.get(incident.service)
    return service.settings.tag_labels if service else ()


def _keep_tags(
    tagged: Sequence[tuple[IncidentState, list[str], list[str]]],
) -> None:
    """Write derived tags; those that people gave or took stay as they are."""
    for state, before, after in tagged:
        if gone := set(before) - set(after):
            mine = IncidentTag.objects.filter(incident=state.pk, by=None)
            mine.filter(text__in=gone).delete()
    IncidentTag.objects.bulk_create(
        (
            IncidentTag(incident_id=state.pk or 0, text=text)
            for state, before, after in tagged
            for text in after
            if text not in before
        ),
        ignore_conflicts=True,
    )
