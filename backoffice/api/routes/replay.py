"""An incident under another policy: what its run would have done."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from backoffice.api.auth import Key
from backoffice.api.short_names import ShortName
from incidents.catalog.models import ApiKey
from incidents.escalation.course import Would
from incidents.escalation.replaying import Happened, Replay, Walk
from incidents.policies.models import Policy
from incidents.record import queries
from incidents.response import guiding
from incidents.values import Mistake

path = "/v1/incidents"
router = Router()


class AskedReplay(BaseModel):
    """`policy` is a policy's short name."""

    policy: ShortName = Field(min_length=1)


class WouldPage(BaseModel):
    """A level as it would have come; `people` with the ways they would be paged in.

    `too_late`: somebody had taken the incident up by then, or it was over.
    """

    at: datetime
    level: int
    round: int
    people: list[str]
    reasons: list[str]
    mode: str
    waited: str
    too_late: bool


class Walked(BaseModel):
    """A policy that would have been walked, and why."""

    policy: str
    why: str
    levels: list[WouldPage]


class DidPage(BaseModel):
    """A level that a run did take."""

    at: datetime
    policy: str
    level: int
    paged: list[str]
    reasons: list[str]


class ReplayAnswer(BaseModel):
    """`assumed` says in sentences what is not known of the past. Times are UTC."""

    began: datetime
    taken: datetime | None
    walks: list[Walked]
    happened: list[DidPage]
    assumed: list[str]


@router.get(
    "/{incident_id}/replay",
    response=ReplayAnswer,
    auth=Key(ApiKey.Scope.INCIDENTS_READ),
    summary="The incident under another policy",
)
def replay(
    request: HttpRequest, incident_id: int, asked: Query[AskedReplay]
) -> ReplayAnswer:
    """Nobody is paged and nothing is written. 404 for an incident that is private."""
    incident = queries.find(incident_id, by=None)
    policy = Policy.objects.filter(slug=asked.policy).first()
    if policy is None:
        raise Mistake(f"There is no policy {asked.policy}.", field="policy")
    return _answer(guiding.replay(incident=incident, policy=policy))


def _answer(told: Replay) -> ReplayAnswer:
    return ReplayAnswer(
        began=told.began,
        taken=told.taken,
        walks=[_walk(each, told.taken) for each in told.walks],
        happened=[_did(each) for each in told.happened],
        assumed=list(told.assumed),
    )


def _walk(walk: Walk, taken: datetime | None) -> Walked:
    levels = [_would(each, taken) for each in walk.levels]
    return Walked(policy=walk.policy, why=walk.why, levels=levels)


def _would(would: Would, taken: datetime | None) -> WouldPage:
    return WouldPage(
        at=would.at,
        level=would.level.number,
        round=would.level.repeated + 1,
        people=list(would.people),
        reasons=list(would.level.reasons),
        mode=would.mode,
        waited=would.waited,
        too_late=taken is not None and would.at >= taken,
    )


def _did(each: Happened) -> DidPage:
    return DidPage(
        at=each.at,
        policy=each.policy,
        level=each.level,
        paged=list(each.paged),
        reasons=list(each.reasons),
    )
