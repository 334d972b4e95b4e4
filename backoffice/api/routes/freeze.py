"""Whether deployments of a scope should wait: for pipelines."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel

from backoffice.api.auth import Key
from backoffice.api.described import errors
from backoffice.api.problems import Problem
from incidents.catalog.models import ApiKey
from incidents.freezes import queries
from incidents.freezes.services import scope_of
from incidents.freezes.values import State, UnknownScope

path = "/v1/freeze"
router = Router()


class Standing(BaseModel):
    """A freeze that stands."""

    scope: str
    reason: str
    incident: str
    who: str
    since: datetime
    until: datetime | None


class Override(BaseModel):
    """Somebody lets this scope be deployed all the same."""

    who: str
    reason: str
    until: datetime


class Freeze(BaseModel):
    """Deploy when `state` is `free`. `reason`, `until` and `who` are of the newest
    freeze, or of the override when one lets you through.
    """

    scope: str
    state: Literal["frozen", "free"]
    reason: str
    until: datetime | None
    who: str
    freezes: list[Standing]
    override: Override | None


@router.get(
    "",
    response=Freeze,
    auth=Key(ApiKey.Scope.FREEZE_READ),
    summary="Ask before you deploy",
    openapi_extra={"responses": errors(404)},
)
def freeze(
    request: HttpRequest,
    scope: str = Query("all", description="all, a team's or service's short name"),  # type: ignore[type-arg]
) -> Freeze:
    """A freeze of a team holds its services; one of `all` holds everything. 404 for a
    scope that there is not: a mistyped one is never `free`.
    """
    try:
        return told(queries.state(scope=scope_of(scope), now=timezone.now()))
    except UnknownScope as unknown:
        raise Problem(
            status=404, title="Not found", detail=unknown.message, field=unknown.field
        ) from unknown


def told(state: State) -> Freeze:
    freezes = [
        Standing(
            scope=each.scope,
            reason=each.reason,
            incident=each.incident,
            who=each.by,
            since=each.since,
            until=each.until,
        )
        for each in state.standing
    ]
    given = state.override
    override = (
        Override(who=given.by, reason=given.reason, until=given.until)
        if given
        else None
    )
    first = override or (freezes[0] if freezes else None)
    return Freeze(
        scope=state.scope,
        state="frozen" if state.frozen else "free",
        reason=first.reason if first else "",
        until=override.until if override else state.until,
        who=first.who if first else "",
        freezes=freezes,
        override=override,
    )
