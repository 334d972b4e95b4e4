"""Why somebody was paged, and what came of it, as it was kept."""

from dataclasses import dataclass
from datetime import datetime

from incidents.escalation import queries, telling
from incidents.escalation.models import Page, Run
from incidents.record.models import Incident

PAGES = 30
STEPS = {
    "policy": "Policy",
    "mode": "Mode",
    "level": "Level",
    "person": "Person",
    "way": "Way",
}


@dataclass(frozen=True, slots=True)
class PageTold:
    """A page: when it was due (UTC), what came of it, and the chain that chose it."""

    at: datetime
    outcome: str
    why: tuple[str, ...]


def of_pages(incident: Incident) -> tuple[PageTold, ...]:
    """Its latest pages, the oldest of them first."""
    return tuple(map(_told, queries.pages_of(incident, limit=PAGES)))


def _told(page: Page) -> PageTold:
    why = [
        f"{STEPS.get(str(each.get('step')), 'Why')}: {each.get('text', '')}"
        for each in page.why
    ]
    return PageTold(page.due_at, telling.outcome(page), tuple(why))


def sentence(incident: Incident) -> str:
    """Which policy is or was walked, why, and how that stands."""
    runs = queries.runs_of(incident)
    if not runs:
        return _by_hand(incident)
    return ". ".join(_run(run, incident) for run in runs)


def _run(run: Run, incident: Incident) -> str:
    head = f"By “{run.name}” ({run.why})"
    if run.status != Run.Status.RUNNING:
        why = f": {run.ended_why}" if run.ended_why else ""
        return f"{head}; over{why}"
    names = ", ".join(queries.paging(incident).names)
    return f"{head}, now {names}" if names else f"{head}, which begins"


def _by_hand(incident: Incident) -> str:
    pages = queries.pages_of(incident, limit=PAGES)
    names = ", ".join(dict.fromkeys(page.name for page in pages))
    if not names:
        return "Nobody: no policy was begun"
    return f"Nobody by a policy; by hand {names}"
