"""What is frozen."""

import difflib
from datetime import datetime

from django.db.models import Q, QuerySet

from incidents import rows
from incidents.catalog.models import Service, SeverityRule
from incidents.freezes.models import EVERYTHING, Freeze, FreezeOverride
from incidents.freezes.values import Allowance, Standing, State, UnknownScope
from incidents.people.models import Person, Team
from incidents.record.models import Incident

# How many scopes a message names.
NAMED = 12
# By hand: every card asks.
_OF_INCIDENT = "WHERE incident_id = %s AND lifted_at IS NULL ORDER BY id"


def standing(*, now: datetime) -> QuerySet[Freeze]:
    """The freezes that stand now, the newest first."""
    lasting = Q(until__isnull=True) | Q(until__gt=now)
    found = Freeze.objects.filter(lasting, lifted_at__isnull=True)
    return found.select_related("incident", "by")


def get(freeze_id: int) -> Freeze | None:
    found = Freeze.objects.select_related("incident", "by", "lifted_by")
    return found.filter(pk=freeze_id).first()


def of_incident(incident: Incident) -> list[Freeze]:
    """What stands because of this incident, the oldest first. A freeze whose time is
    over counts until the pulse has ended it.
    """
    return rows.every(Freeze, _OF_INCIDENT, [incident.pk])


def state(*, scope: str, now: datetime, by: Person | None = None) -> State:
    """Whether deployments of this scope should wait.

    A freeze of a team's short name holds its services too; one of `all` holds
    everything, and who asks for `all` is held by whatever stands. What a private
    incident froze is told without naming it to `by` who may not know of it. Raises
    UnknownScope: a name that was mistyped must not pass for one that is free.
    """
    scope = scope.strip().lower() or EVERYTHING
    check_known(scope)
    found = [
        freeze for freeze in standing(now=now) if _holds(freeze.scope, _above(scope))
    ]
    visible = set(
        Incident.objects.visible_to(by)
        .filter(pk__in=[f.incident_id for f in found if f.incident_id])
        .values_list("pk", flat=True)
    )
    overrides = _overrides(found, scope, now)
    covered = {override.freeze_id for override in overrides}
    whole = bool(found) and all(freeze.pk in covered for freeze in found)
    return State(
        scope=scope,
        standing=[_told(freeze, visible) for freeze in found],
        override=_allowance(overrides) if whole else None,
    )


def scopes() -> list[str]:
    """What people may name: everything, each team, each service."""
    teams = Team.objects.order_by("slug").values_list("slug", flat=True)
    services = Service.objects.order_by("slug").values_list("slug", flat=True)
    return [EVERYTHING, *teams, *services]


def check_known(scope: str) -> None:
    """Raises UnknownScope. A name of one's own is known once something was frozen
    under it.
    """
    named = scopes()
    own = Freeze.objects.filter(scope=scope)
    asked_for = SeverityRule.objects.filter(freeze_scope__iexact=scope)
    if scope in map(str.lower, named) or own.exists() or asked_for.exists():
        return
    near = difflib.get_close_matches(scope, named, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    raise UnknownScope(
        f"There is no scope “{scope[:80]}”.{meant} A scope is {EVERYTHING}, or the "
        f"short name of a team or service: {', '.join(named[:NAMED])}{more}.",
        field="scope",
    )


def _above(scope: str) -> set[str]:
    """The scopes whose freezes hold this one too; empty when all of them do."""
    if scope == EVERYTHING:
        return set()
    services = Service.objects.filter(slug__iexact=scope)
    teams = services.values_list("team__slug", flat=True)
    return {EVERYTHING, scope, *map(str.lower, teams)}


def _holds(scope: str, above: set[str]) -> bool:
    return not above or scope in above


def _overrides(
    freezes: list[Freeze], scope: str, now: datetime
) -> list[FreezeOverride]:
    found = FreezeOverride.objects.filter(freeze__in=freezes, until__gt=now)
    above = _above(scope) or {EVERYTHING}
    return list(found.filter(scope__in=above).select_related("by"))


def _allowance(overrides: list[FreezeOverride]) -> Allowance:
    first_to_end = min(overrides, key=lambda override: override.until)
    return Allowance(
        by=first_to_end.by.name,
        reason=first_to_end.reason,
        until=first_to_end.until,
    )


def _told(freeze: Freeze, visible: set[int]) -> Standing:
    known = freeze.incident is None or freeze.incident_id in visible
    return Standing(
        id=freeze.pk,
        scope=freeze.scope,
        reason=freeze.reason if known else "An incident",
        incident=freeze.incident.reference if freeze.incident and known else "",
        by=freeze.by.name if freeze.by and known else "Muster",
        since=freeze.since,
        until=freeze.until,
    )
