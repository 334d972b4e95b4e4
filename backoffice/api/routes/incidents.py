"""Incidents: read, and declared by programs. Private ones cannot be read here."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Header, Query, Router, Schema
from ninja import Status as Answered
from pydantic import BaseModel, ConfigDict

from backoffice.api.auth import Key
from backoffice.api.moments import Moment
from backoffice.api.paging import PAGE, Cursor, link, place_of
from backoffice.api.problems import Problem
from backoffice.api.short_names import ShortName, service_named, team_named
from incidents import rows
from incidents.alerts.models import IncidentTag
from incidents.catalog import keys
from incidents.catalog.models import ApiKey
from incidents.channels import queries as channels
from incidents.lifecycle import declaring
from incidents.lifecycle.duplicates import near_duplicates
from incidents.lifecycle.values import Declaration
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident, IncidentQuerySet
from incidents.record.over import survivor
from incidents.response import services as response
from incidents.values import Mistake, Severity, Status

path = "/v1/incidents"
router = Router()
Text = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=200)]
Email = Annotated[str, Field(pattern=r"^[^\s\x00@]*(@[^\s\x00@]+)?$", max_length=254)]


class SeenIncident(BaseModel):
    """An incident; times are UTC."""

    id: int
    reference: str
    title: str
    summary: str
    status: str
    severity: str
    service: str
    lead: str
    latest_update: str
    resolution: str
    declared_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    next_update_at: datetime | None
    merged_into: str


class AskedIncidents(Schema):
    """Which incidents; `service` and `team` are short names, `q` is part of the title
    or a number. Declared from `since` until before `until`.
    """

    state: Literal["open", "over", "any"] = "any"
    status: Status | None = None
    severity: Severity | None = None
    service: ShortName = ""
    team: ShortName = ""
    tag: Text = ""
    q: Text = ""
    since: Moment | None = None
    until: Moment | None = None
    cursor: Cursor = ""
    limit: int = Field(PAGE, ge=1, le=PAGE)


class Declared(BaseModel):
    """An incident to declare; only the title is needed. `service` is the short name of
    one. `declared_by` is the e-mail of who asks for it and leads it; without one it
    begins in triage, for somebody to accept.
    """

    model_config = ConfigDict(strict=True)

    title: str
    severity: str = ""
    service: ShortName = ""
    summary: str = ""
    private: bool = False
    declared_by: Email = ""
    allow_duplicate: bool = False


class IncidentPage(BaseModel):
    """The newest first; ask again with `cursor=next` while there is a next."""

    incidents: list[SeenIncident]
    next: str


@router.get(
    "",
    response=IncidentPage,
    auth=Key(ApiKey.Scope.INCIDENTS_READ),
    summary="List incidents",
)
def listing(
    request: HttpRequest, response: HttpResponse, asked: Query[AskedIncidents]
) -> IncidentPage:
    """The newest first, filtered. The header Link has the next page's address."""
    found = _filtered(queries.every(by=None, state=asked.state), asked)
    if (before := place_of(asked.cursor)) is not None:
        found = found.filter(pk__lt=before)
    every = list(found.select_related(None)[: asked.limit + 1])
    page = every[: asked.limit]
    rows.join(page, "service", "lead", "merged_into")
    more = str(page[-1].pk) if len(every) > asked.limit else ""
    link(request, response, more)
    return IncidentPage(incidents=[shown(each) for each in page], next=more)


def _filtered(found: IncidentQuerySet, asked: AskedIncidents) -> IncidentQuerySet:
    team = team_named(asked.team)
    exact = {
        "status": asked.status,
        "severity": asked.severity,
        "service__slug": asked.service,
        "service__team": team,
        "declared_at__gte": asked.since,
        "declared_at__lt": asked.until,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.tag:
        tagged = IncidentTag.objects.filter(text=asked.tag)
        found = found.filter(pk__in=tagged.values("incident"))
    return found.filter(queries.meant(asked.q)) if asked.q.strip() else found


@router.get(
    "/{incident_id}",
    response=SeenIncident,
    auth=Key(ApiKey.Scope.INCIDENTS_READ),
    summary="One incident",
)
def one(request: HttpRequest, incident_id: int) -> SeenIncident:
    """404 for one that is private, as for one that does not exist."""
    return shown(queries.find(incident_id, by=None))


@router.post(
    "",
    response={201: SeenIncident},
    auth=Key(ApiKey.Scope.INCIDENTS_WRITE),
    summary="Declare an incident",
)
def declare(
    request: HttpRequest,
    asked: Declared,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> Answered[SeenIncident]:
    """Asked again under the same Idempotency-Key it answers with the same incident. 409
    names what is open already and alike, unless `allow_duplicate`.
    """
    now = timezone.now()
    by = _person(asked.declared_by)
    declaration = Declaration(
        title=asked.title,
        severity=asked.severity,
        service=_service(asked.service),
        summary=asked.summary,
        is_private=asked.private,
    )

    def act() -> tuple[response.Answer, bool]:
        if not asked.allow_duplicate:
            _refuse_duplicates(declaration)
        made = declaring.declare_many(declarations=[declaration], by=by, now=now)
        return {"incident": made[0].pk}, True

    digest = keys.digest_of(f"{request.auth.pk}:{idempotency_key or uuid.uuid4()}")  # type: ignore[attr-defined]
    answer, first = response.once(digest, act)
    made = shown(queries.get(int(answer["incident"])))
    return Answered(201, made if first else _again(made, declaration))


def _person(email: str) -> Person | None:
    if not email:
        return None
    found = Person.objects.filter(email__iexact=email, is_active=True).first()
    if found is None or channels.is_guest(found):
        raise Mistake(f"Nobody here has the e-mail {email}.", field="declared_by")
    return found


def _service(slug: str) -> int | None:
    found = service_named(slug)
    return found.pk if found else None


def _again(made: SeenIncident, declaration: Declaration) -> SeenIncident:
    """As it is now; of one that is private no more than was sent, for a key reads no
    private incident.
    """
    if Incident.objects.visible_to(None).filter(pk=made.id).exists():
        return made
    secret = dict.fromkeys(("status", "service", "lead", "latest_update"), "")
    secret |= dict.fromkeys(("resolution", "merged_into"), "")
    unknown = dict.fromkeys(n for n in SeenIncident.model_fields if n.endswith("_at"))
    sent = {
        "title": declaration.title,
        "summary": declaration.summary,
        "severity": declaration.severity,
        "declared_at": made.declared_at,
    }
    return made.model_copy(update={**secret, **unknown, **sent})


def _refuse_duplicates(declaration: Declaration) -> None:
    """Of public ones alone: whoever has a key names any person as the declarer."""
    alike = near_duplicates(declaration=declaration, by=None)
    if alike:
        named = ", ".join(str(incident) for incident in alike)
        raise Problem(
            status=409,
            title="It may be open already",
            detail=f"Alike and open: {named}. Send allow_duplicate to declare it.",
            duplicates=[incident.reference for incident in alike],
        )


def shown(incident: Incident) -> SeenIncident:
    left = survivor(incident)
    return SeenIncident(
        id=incident.pk,
        reference=incident.reference,
        title=incident.title,
        summary=incident.summary,
        status=incident.status,
        severity=incident.severity,
        service=incident.service.slug if incident.service else "",
        lead=incident.lead.name if incident.lead else "",
        latest_update=incident.latest_update,
        resolution=incident.resolution,
        declared_at=incident.declared_at,
        acknowledged_at=incident.acknowledged_at,
        resolved_at=incident.resolved_at,
        closed_at=incident.closed_at,
        next_update_at=incident.next_update_at,
        merged_into="" if left == incident or left.is_private else left.reference,
    )
