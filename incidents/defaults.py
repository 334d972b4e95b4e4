"""What every Muster begins with; admins change it in the back-office.

Kept up after each migration rather than in one, so that an emptied database has it.
"""

from typing import Any

from django.utils import timezone

from incidents.alerts import partitions
from incidents.alerts.models import TeamRoute
from incidents.catalog import service_keys
from incidents.catalog.models import ImpactLevel, ImpactQuestion, SeverityRule
from incidents.people.models import Team
from incidents.roles.models import COMMS, LEAD, RESPONDER, SCRIBE, IncidentRole
from incidents.values import Severity

# (slug, name, one holder, what it is for, what a new holder is told)
ROLES = (
    (
        LEAD,
        "Lead",
        True,
        "Decides, keeps the whole in view, and says when it is over",
        "You decide and delegate; you need not fix it yourself. Ask for a Comms and a "
        "Scribe when it is big.",
    ),
    (
        COMMS,
        "Comms",
        True,
        "Tells everybody outside the channel how it stands",
        "You write the updates. Say what customers notice, what is being done, and "
        "when you tell more.",
    ),
    (
        SCRIBE,
        "Scribe",
        True,
        "Keeps the timeline: what was seen, decided and done",
        "React with the timeline's emoji to messages that matter, and use notes for "
        "what is said in calls.",
    ),
    (
        RESPONDER,
        "Responder",
        False,
        "Works on finding and fixing it",
        "Say in the channel what you look at before you look, and what you change "
        "before you change it.",
    ),
)
RULES: dict[Severity, dict[str, Any]] = {
    Severity.SEV1: {
        "update_minutes": 30,
        "needs_resolution": True,
        "needs_postmortem": True,
        "needs_follow_ups": True,
        "archive_after_days": 14,
    },
    Severity.SEV2: {
        "update_minutes": 60,
        "needs_resolution": True,
        "needs_postmortem": True,
        "archive_after_days": 14,
    },
    Severity.SEV3: {"archive_after_days": 7},
    Severity.SEV4: {"archive_after_days": 7},
}
QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "Who notices?": (
        ("Most customers", Severity.SEV1),
        ("Many customers", Severity.SEV2),
        ("A few customers", Severity.SEV3),
        ("Only we ourselves", Severity.SEV4),
        ("Nobody yet", ""),
    ),
    "What can they not do?": (
        ("Nothing works, or they cannot pay", Severity.SEV1),
        ("A main part fails or is very slow", Severity.SEV2),
        ("A small part fails, there is a way around", Severity.SEV3),
        ("It only looks wrong", Severity.SEV4),
        ("Everything works", ""),
    ),
    "Is data at risk?": (
        ("Lost, leaked or wrong", Severity.SEV1),
        ("It may be", Severity.SEV2),
        ("No", ""),
    ),
}


def make(**_: Any) -> None:
    """Add what is missing. Questions are added only where there are none at all."""
    partitions.keep(timezone.now())
    service_keys.fill_in(now=timezone.now())
    for rank, (slug, name, is_single, summary, briefing) in enumerate(ROLES):
        IncidentRole.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "is_single": is_single,
                "summary": summary,
                "briefing": briefing,
                "rank": rank,
            },
        )
    for severity, demands in RULES.items():
        SeverityRule.objects.get_or_create(severity=severity, defaults=demands)
    if not ImpactQuestion.objects.exists():
        _ask()
    if not TeamRoute.objects.filter(is_catch_all=True).exists():
        _catch_all()


def _catch_all() -> None:
    """A team for alerts that nobody else takes; admins name another one."""
    team, _ = Team.objects.get_or_create(
        slug="catch-all",
        defaults={
            "name": "Catch-all",
            "description": "Has the alerts that no rule and no team takes",
        },
    )
    TeamRoute.objects.update_or_create(team=team, defaults={"is_catch_all": True})


def _ask() -> None:
    for rank, (text, levels) in enumerate(QUESTIONS.items()):
        question = ImpactQuestion.objects.create(text=text, rank=rank)
        ImpactLevel.objects.bulk_create(
            ImpactLevel(question=question, text=answer, severity=severity, rank=place)
            for place, (answer, severity) in enumerate(levels)
        )
