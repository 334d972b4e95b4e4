"""The verbs of an incident's life, with what they mean for its alerts.

Front ends call these: `incidents.lifecycle` knows of no alerts.
"""

from datetime import datetime

from django.db import transaction

from incidents.lifecycle import merging, triage
from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response import following
from incidents.values import Status


@transaction.atomic
def accept(*, incident: Incident, by: Person, now: datetime) -> Incident:
    """It is real; its alerts count as acknowledged. Raises IllegalTransition."""
    accepted = triage.accept(incident=incident, by=by, now=now)
    following.moved(accepted, before=Status.TRIAGE, by=by, now=now)
    return accepted


@transaction.atomic
def decline(*, incident: Incident, reason: str, by: Person, now: datetime) -> Incident:
    """It is nothing. What fires goes on firing there; what comes new under the same
    group key opens another incident. Raises Mistake.
    """
    declined = triage.decline(incident=incident, reason=reason, by=by, now=now)
    following.declined(declined, by=by, now=now)
    return declined


@transaction.atomic
def merge(*, incident: Incident, into: Incident, by: Person, now: datetime) -> Incident:
    """Two are one: alerts and their group keys go over too. Raises Mistake."""
    merged = merging.merge(incident=incident, into=into, by=by, now=now)
    following.merged(merged, into=into, by=by, now=now)
    return merged


@transaction.atomic
def change_status(
    *,
    incident: Incident,
    wanted: Status,
    by: Person,
    now: datetime,
    reason: str = "",
    told: bool = True,
) -> Incident:
    """Move it along its life. Raises IllegalTransition, and Blocked."""
    before = Status(incident.status)
    moved = lifecycle.change_status(
        incident=incident, wanted=wanted, by=by, now=now, reason=reason, told=told
    )
    following.moved(moved, before=before, by=by, now=now)
    return moved


def resolve(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """It is over, and so are its alerts. Raises IllegalTransition."""
    return change_status(
        incident=incident, wanted=Status.RESOLVED, by=by, now=now, reason=reason
    )


@transaction.atomic
def reopen(
    *, incident: Incident, by: Person, now: datetime, reason: str = ""
) -> Incident:
    """It is not over after all; its group keys lead to it again. Raises Mistake."""
    before = Status(incident.status)
    reopened = lifecycle.reopen(incident=incident, by=by, now=now, reason=reason)
    following.moved(reopened, before=before, by=by, now=now)
    return reopened
