"""Heartbeats: who was heard of, who is late. Their addresses are secrets."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from backoffice.api.auth import Key
from backoffice.api.paging import PAGE, Cursor, link, place_of
from backoffice.api.short_names import ShortName, service_named
from incidents.catalog.models import ApiKey
from incidents.heartbeats.models import Heartbeat

path = "/v1/heartbeats"
router = Router()


class SeenHeartbeat(BaseModel):
    """A heartbeat; times are UTC. One that was never heard of is new, and not late.
    `expected` is its rhythm in words; late from `due_at` on.
    """

    id: int
    service: str
    name: str
    state: str
    expected: str
    grace_seconds: int
    last_at: datetime | None
    due_at: datetime | None


class AskedHeartbeats(Schema):
    """Which heartbeats; `service` is the short name of one."""

    state: Heartbeat.State | None = None
    service: ShortName = ""
    cursor: Cursor = ""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


class HeartbeatPage(BaseModel):
    """The newest first; ask again with `cursor=next` while there is a next."""

    heartbeats: list[SeenHeartbeat]
    next: str


@router.get(
    "",
    response=HeartbeatPage,
    auth=Key(ApiKey.Scope.ALERTS_READ),
    summary="List heartbeats",
)
def listing(
    request: HttpRequest, response: HttpResponse, asked: Query[AskedHeartbeats]
) -> HeartbeatPage:
    found = Heartbeat.objects.select_related("service").order_by("-pk")
    if asked.state:
        found = found.filter(state=asked.state)
    if service := service_named(asked.service):
        found = found.filter(service=service)
    if (before := place_of(asked.cursor)) is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: asked.limit + 1])
    following = str(rows[asked.limit - 1].pk) if len(rows) > asked.limit else ""
    link(request, response, following)
    return HeartbeatPage(
        heartbeats=[shown(each) for each in rows[: asked.limit]], next=following
    )


def shown(heartbeat: Heartbeat) -> SeenHeartbeat:
    return SeenHeartbeat(
        id=heartbeat.pk,
        service=heartbeat.service.slug,
        name=heartbeat.name,
        state=heartbeat.state,
        expected=heartbeat.rhythm.words,
        grace_seconds=heartbeat.grace_seconds,
        last_at=heartbeat.last_at,
        due_at=heartbeat.due_at,
    )
