"""Alerts: read, and tried out. Those of private incidents cannot be read here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel, WithJsonSchema

from backoffice.api.auth import Key
from backoffice.api.moments import Moment
from backoffice.api.paging import PAGE, Cursor, link, place_of
from backoffice.api.problems import Problem
from backoffice.api.short_names import ShortName, service_named, team_named
from incidents.alerts import finding, why
from incidents.alerts.finding import Wanted
from incidents.alerts.models import Alert
from incidents.alerts.values import Decision
from incidents.catalog.models import ApiKey, Service
from incidents.values import Severity

path = "/v1/alerts"
router = Router()
Owners = Mapping[int, tuple[str, str]]
# Written out in the description, where another Status has that name.
AlertStatus = Annotated[
    Alert.Status, WithJsonSchema({"type": "string", "enum": Alert.Status.values})
]
# PostgreSQL's text holds no NUL.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=512)]


class SeenAlert(BaseModel):
    """An alert; times are UTC. `incident` is empty while it is in none; `due_at` is
    when Muster looks at it again.
    """

    id: int
    status: str
    title: str
    body: str
    severity: str
    source_severity: str
    service: str
    team: str
    source: str
    dedup_key: str
    group_key: str
    tags: list[str]
    labels: dict[str, Any]
    links: list[Any]
    count: int
    incident: str
    is_flapping: bool
    first_at: datetime
    last_at: datetime
    event_at: datetime | None
    resolved_at: datetime | None
    due_at: datetime | None


class Decided(BaseModel):
    """One step of what was decided about it: why it is where it is."""

    step: str
    reason: str
    at: datetime
    data: dict[str, Any]


class WholeAlert(SeenAlert):
    """An alert with the decisions made about it, in their order."""

    decisions: list[Decided]


class AskedAlerts(Schema):
    """Which alerts. `service` and `team` are short names; `q` is part of the title or
    of the service's name, a key or INC-12. Last heard of from `since` until before
    `until`.
    """

    state: Literal["open", "over", "any"] = "any"
    status: AlertStatus | None = None
    severity: Severity | None = None
    service: ShortName = ""
    team: ShortName = ""
    tag: Text = ""
    incident: int | None = Field(None, ge=1, lt=2**63)
    source: ShortName = ""
    dedup_key: Text = ""
    q: Text = ""
    since: Moment | None = None
    until: Moment | None = None
    cursor: Cursor = ""
    limit: int = Field(PAGE, ge=1, le=PAGE)


class AlertPage(BaseModel):
    """The newest first; ask again with `cursor=next` while there is a next. A search by
    `q`, `since` or `until` looks at so many alerts at once: its pages may be short.
    """

    alerts: list[SeenAlert]
    next: str


@router.get(
    "", response=AlertPage, auth=Key(ApiKey.Scope.ALERTS_READ), summary="List alerts"
)
def listing(
    request: HttpRequest, response: HttpResponse, asked: Query[AskedAlerts]
) -> AlertPage:
    """The newest first, filtered. The header Link has the next page's address."""
    page = finding.find(
        _wanted(asked),
        by=None,
        before=place_of(asked.cursor),
        limit=asked.limit,
        windows=1,
        alone=True,
    )
    owners = owners_of(page.alerts)
    seen = [shown(each, owners) for each in page.alerts]
    following = "" if page.older is None else str(page.older)
    link(request, response, following)
    return AlertPage(alerts=seen, next=following)


@router.get(
    "/{int:alert_id}",
    response=WholeAlert,
    auth=Key(ApiKey.Scope.ALERTS_READ),
    summary="One alert, with why",
)
def one(request: HttpRequest, alert_id: int) -> WholeAlert:
    """404 for one of a private incident, as for one that does not exist."""
    found = finding.one(alert_id, by=None)
    if found is None:
        raise Problem(
            status=404, title="Not found", detail=f"There is no alert {alert_id}."
        )
    decisions = [decided(each) for each in why.of_alert(found).decisions]
    seen = shown(found, owners_of([found]))
    return WholeAlert(**seen.model_dump(), decisions=decisions)


def owners_of(alerts: Iterable[Alert]) -> Owners:
    """The short names of each service of these and of its team, by the service's id."""
    found = Service.objects.filter(pk__in={each.service_id for each in alerts})
    rows = found.order_by().values_list("pk", "slug", "team__slug")
    return {pk: (service, team) for pk, service, team in rows}


def shown(alert: Alert, owners: Owners) -> SeenAlert:
    service, team = owners[alert.service_id]
    return SeenAlert(
        id=alert.pk,
        status=alert.status,
        title=alert.title,
        body=alert.body,
        severity=alert.severity,
        source_severity=alert.source_severity,
        service=service,
        team=team,
        source=alert.source,
        dedup_key=alert.dedup_key,
        group_key=alert.group_key,
        tags=alert.tags,
        labels=alert.labels,
        links=alert.links,
        count=alert.count,
        incident=f"INC-{alert.incident_id}" if alert.incident_id else "",
        is_flapping=alert.is_flapping,
        first_at=alert.first_at,
        last_at=alert.last_at,
        event_at=alert.event_at,
        resolved_at=alert.resolved_at,
        due_at=alert.due_at,
    )


def decided(decision: Decision) -> Decided:
    return Decided(
        step=decision.step,
        reason=decision.reason,
        at=decision.at,
        data=dict(decision.data),
    )


def _wanted(asked: AskedAlerts) -> Wanted:
    status = asked.status.value if asked.status else ""
    state = "" if asked.state == "any" else asked.state
    if status and state and (status == Alert.Status.RESOLVED) != (state == "over"):
        raise Problem(
            status=422,
            title="This cannot be",
            detail=f"No alert that is {state} has the status {status}: send one of "
            "state and status.",
            field="status",
        )
    service, team = service_named(asked.service), team_named(asked.team)
    return Wanted(
        service=service.pk if service else None,
        team=team.pk if team else None,
        incident=asked.incident,
        status=status or state,
        severity=asked.severity.value if asked.severity else "",
        tag=asked.tag,
        source=asked.source,
        dedup_key=asked.dedup_key,
        text=asked.q,
        since=asked.since,
        until=asked.until,
    )
