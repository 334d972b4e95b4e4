"""What would become of a body: asked, and answered by the functions that do it."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router
from pydantic import BaseModel, ConfigDict

from backoffice.api.auth import Key
from backoffice.api.moments import Moment
from backoffice.api.problems import Problem
from backoffice.api.routes.alerts import Decided, decided
from backoffice.api.short_names import ShortName, service_named
from incidents.alerts import sources
from incidents.alerts.dry_run import DryRun, Outcome
from incidents.catalog.models import ApiKey
from incidents.response import alerts as response
from incidents.values import Mistake

path = "/v1/alerts/dry-run"
router = Router()
JSON = "json"
MAX_BYTES = 512 * 1024


class Tried(BaseModel):
    """A body as a tool would post it, for a service, at a time (now, without one).

    `source` is the tool's name in /hooks/<source>, or `api` for POST /api/v1/alerts;
    `json` with `context.mapping` is a mapping of your own.
    """

    model_config = ConfigDict(strict=True)

    service: ShortName = Field(min_length=1)
    body: Any
    source: ShortName = "api"
    time: Moment | None = None
    context: dict[str, Any] = Field({}, max_length=20)


class Rule(BaseModel):
    """A routing rule that was tried, and why it fits or does not."""

    name: str
    fits: bool
    reason: str


class Becomes(BaseModel):
    """What would become of one alert; `fate` and `paged` are sentences, `window` what
    holds it until `held_until`.
    """

    title: str
    action: str
    status: str
    severity: str
    dedup_key: str
    group_key: str
    fate: str
    incident: str
    incident_id: int | None
    team: str
    channel: str
    paged: str
    held_until: datetime | None
    window: str
    rules: list[Rule]
    steps: list[Decided]


class DryRunAnswer(BaseModel):
    """`problem` says why the body could not be read; then there are no outcomes. Of
    `total` alerts the first 100 are told.
    """

    at: datetime
    coverage: str
    coverage_reason: str
    problem: str
    outcomes: list[Becomes]
    total: int


@router.post(
    "",
    response=DryRunAnswer,
    auth=Key(ApiKey.Scope.ALERTS_READ),
    summary="What would become of it",
)
def dry_run(request: HttpRequest, asked: Tried) -> DryRunAnswer:
    """Nothing is written. Which rule, which incident, who would be paged and what would
    hold it: a private incident is not named.
    """
    service = service_named(asked.service)
    if service is None:
        raise Mistake("Name the service that the body is for.", field="service")
    if asked.source != JSON and sources.find(asked.source) is None:
        known = ", ".join(sorted(sources.sources()))
        raise Mistake(
            f"There is no source {asked.source}; there are {known}.", field="source"
        )
    body = json.dumps(asked.body, ensure_ascii=False).encode(errors="replace")
    if len(body) > MAX_BYTES:
        raise Problem(
            status=413,
            title="The body is too large",
            detail="A body has at most 512 KB, as where it is posted.",
            field="body",
        )
    found = response.dry_run(
        service=service,
        source=asked.source,
        body=body,
        at=asked.time or timezone.now(),
        context=asked.context,
    )
    return _answer(found)


def _answer(found: DryRun) -> DryRunAnswer:
    return DryRunAnswer(
        at=found.at,
        coverage=str(found.coverage),
        coverage_reason=found.coverage_reason,
        problem=found.problem,
        outcomes=[_becomes(each) for each in found.outcomes],
        total=found.total,
    )


def _becomes(outcome: Outcome) -> Becomes:
    return Becomes(
        title=outcome.title,
        action=outcome.action,
        status=outcome.status,
        severity=outcome.severity,
        dedup_key=outcome.dedup_key,
        group_key=outcome.group_key,
        fate=outcome.fate,
        incident=outcome.incident,
        incident_id=outcome.incident_id,
        team=outcome.team,
        channel=outcome.channel,
        paged=outcome.paged,
        held_until=outcome.held_until,
        window=outcome.window,
        rules=[
            Rule(name=each.name, fits=each.fits, reason=each.reason)
            for each in outcome.rules
        ],
        steps=[decided(each) for each in outcome.steps],
    )
