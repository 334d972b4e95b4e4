"""How Muster is, and what it watches."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from backoffice import parts
from backoffice.api.auth import Key
from backoffice.api.routes import heartbeats
from incidents.catalog.models import ApiKey
from incidents.heartbeats import health
from incidents.heartbeats.health import Watched

path = "/v1/status"
router = Router()


class Part(BaseModel):
    """A part of Muster; `detail` says how it is, and what to do when it is not ok."""

    name: str
    ok: bool
    detail: str


class WatchedService(BaseModel):
    """A service: when the last body for it came, how many alerts are open by status,
    the incident that its storm goes into, and its heartbeats.
    """

    service: str
    team: str
    last_signal_at: datetime | None
    open_alerts: dict[str, int]
    storm: str
    heartbeats: list[heartbeats.SeenHeartbeat]


class MusterStatus(BaseModel):
    """`ok` is whether every part of Muster is; a late heartbeat is another matter."""

    ok: bool
    at: datetime
    parts: list[Part]
    services: list[WatchedService]


@router.get(
    "",
    response=MusterStatus,
    auth=Key(ApiKey.Scope.ALERTS_READ),
    summary="How Muster is",
)
def status(request: HttpRequest) -> MusterStatus:
    """Muster's own parts, and each service's last signal and heartbeats. Alerts of
    private incidents are not counted.
    """
    now = timezone.now()
    found = [
        Part(name=each.name, ok=each.ok, detail=each.detail)
        for each in parts.every(now)
    ]
    return MusterStatus(
        ok=all(each.ok for each in found),
        at=now,
        parts=found,
        services=[_service(each) for each in health.watched(by=None)],
    )


def _service(found: Watched) -> WatchedService:
    return WatchedService(
        service=found.service.slug,
        team=found.service.team.slug,
        last_signal_at=found.last_at,
        open_alerts=dict(found.open_alerts),
        storm=found.storm.reference if found.storm else "",
        heartbeats=[heartbeats.shown(each) for each in found.heartbeats],
    )
