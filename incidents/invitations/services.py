"""Keeping whom receivers named, and what came of it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When

from incidents.channels import syncing
from incidents.invitations import planning, queries
from incidents.invitations.models import Invitation
from incidents.invitations.signals import get_invites
from incidents.invitations.values import Named
from incidents.outbox import services as outbox
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record import services as record
from incidents.record.models import Entry, Incident

Outcome = Invitation.Outcome

ASK = "ask_invites"
MORE = "invite_more"
# The sync that reads members of channels.
MEMBERS = "members"
# How long the second invitation waits for receivers that have not answered.
ANSWER = timedelta(seconds=30)


@transaction.atomic
def invited(
    *,
    incident: Incident,
    people: Sequence[Named],
    missing: Iterable[int],
    refused: Mapping[int, str],
    now: datetime,
) -> None:
    """Slack invited these people, save who is missing there (ids of people) and whom
    it refused (why, by id). Who was left out is named on the timeline, once.
    """
    if not people:
        return
    incident = record.lock(incident)
    rows = [_row(incident, each, Outcome.INVITED) for each in people]
    absent = set(missing)
    for row in rows:
        if row.person_id in absent:
            row.outcome = Outcome.NO_ACCOUNT
        elif row.person_id in refused:
            row.outcome, row.note = Outcome.REFUSED, refused[row.person_id][:300]
    came = [row.person for row in rows if row.outcome == Outcome.INVITED]
    record.add_participants(incident=incident, people=_let_in(incident, came))
    told = [row for row in _keep(incident, rows) if row.outcome != Outcome.INVITED]
    _tell(incident, [_left_out(row) for row in told], now)


@transaction.atomic
def named(*, incident: Incident, named: Iterable[Named], now: datetime) -> None:
    """A receiver of the second round answered: these people wait for its invitation,
    which is sent once all receivers have answered.
    """
    incident = record.lock(incident)
    found = planning.plan(incident, named)
    _keep(incident, [_row(incident, each, Outcome.WAITING) for each in found.invited])
    not_allowed(incident=incident, people=found.not_allowed, now=now)
    if found.invited:
        outbox.touch(
            kind=MORE,
            key=f"{MORE}:{incident.pk}",
            subject=incident.subject,
            priority=70,
        )


def not_allowed(*, incident: Incident, people: Iterable[Named], now: datetime) -> None:
    """These people were named and may not come: the incident is private."""
    rows = [_row(incident, each, Outcome.NOT_ALLOWED) for each in people]
    told = _keep(incident, rows)
    _tell(incident, [_left_out(row) for row in told], now)


def failed(
    *, incident: Incident, failures: Iterable[tuple[str, str]], now: datetime
) -> None:
    """These receivers (name, error) could not say whom to invite."""
    for name, error in failures:
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.TROUBLE,
            text=f"{name} could not say whom to invite. {error}"[:2_000],
            at=now,
            by=None,
        )


def ask_others(*, incident: Incident, round_id: str, reason: str) -> None:
    """Ask every receiver that is not Muster's own, each by an effect of its own.

    `round_id` tells this asking from another one of the same incident.
    """
    for name in get_invites.second_round():
        digest = hashlib.sha256(name.encode()).hexdigest()[:16]
        outbox.add(
            kind=ASK,
            key=f"{ASK}:{incident.pk}:{round_id}:{digest}",
            subject=incident.subject,
            args={"receiver": name, "reason": reason},
            priority=80,
        )


def still_asking(incident: Incident, *, now: datetime) -> bool:
    """Whether a receiver may answer any moment: it has not failed, nor had 30 s."""
    under_way = Case(
        When(status=Effect.Status.LEASED, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return Effect.objects.filter(
        kind=ASK,
        subject=incident.subject,
        status__in=[Effect.Status.PENDING, Effect.Status.LEASED],
        created_at__gt=now - ANSWER,
        attempts__lte=F("deferrals") + under_way,
    ).exists()


def rules_changed(*, now: datetime) -> None:
    """Read the members of the channels that rules name, before one is needed."""
    syncing.start(name=MEMBERS, now=now)


def _let_in(incident: Incident, people: Sequence[Person]) -> list[Person]:
    """Who takes part for having been invited: no guest; and where the incident was
    made private meanwhile, only who may be in it.
    """
    if incident.is_private:
        within = planning.allowed(incident)
        return [person for person in people if person.pk in within]
    guests = queries.guests([person.pk for person in people])
    return [person for person in people if person.pk not in guests]


def _row(incident: Incident, each: Named, outcome: Outcome) -> Invitation:
    return Invitation(
        incident=incident,
        person=each.person,
        receiver=each.receiver,
        reason=each.reason,
        outcome=outcome,
    )


def _keep(incident: Incident, rows: Sequence[Invitation]) -> list[Invitation]:
    """Write them; answers those whose outcome was another one before.

    Who was invited before keeps the reason that brought them.
    """
    if not rows:
        return []
    known = queries.outcomes(incident)
    Invitation.objects.bulk_create(
        [row for row in rows if not _is_there(row, known)],
        update_conflicts=True,
        unique_fields=["incident", "person"],
        update_fields=["receiver", "reason", "outcome", "note"],
    )
    return [row for row in rows if known.get(row.person_id) != row.outcome]


def _is_there(row: Invitation, known: Mapping[int, str]) -> bool:
    return row.outcome == Outcome.INVITED == known.get(row.person_id)


def _left_out(row: Invitation) -> str:
    if row.outcome == Outcome.NO_ACCOUNT:
        return f"{row.person.name} has no Slack account"
    if row.outcome == Outcome.NOT_ALLOWED:
        return f"{row.person.name}: the incident is private ({row.receiver})"
    return f"{row.person.name}: {row.note}"


def _tell(incident: Incident, lines: Sequence[str], now: datetime) -> None:
    if lines:
        record.add_entry(
            incident=incident,
            kind=Entry.Kind.PEOPLE,
            text=f"Not invited: {'; '.join(sorted(lines))}",
            at=now,
            by=None,
        )
