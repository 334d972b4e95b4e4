"""Finding services."""

from django.db.models import Q

from incidents import rows
from incidents.catalog.models import Service, SeverityRule


def services() -> list[Service]:
    """All services with their teams, by name."""
    return list(Service.objects.select_related("team").order_by("name"))


def search(query: str, *, limit: int) -> list[Service]:
    """The first services, by name, with this in their name or their team's."""
    named = Q(name__icontains=query.strip()) | Q(team__name__icontains=query.strip())
    found = Service.objects.select_related("team").filter(named)
    return list(found.order_by("name", "pk")[:limit])


def rule(severity: str) -> SeverityRule:
    """What this severity brings with it; one that is not set brings nothing."""
    of_it = "WHERE severity = %s"
    found = rows.one(SeverityRule, of_it, [severity]) if severity else None
    return found or SeverityRule(severity=severity)


def rules() -> list[SeverityRule]:
    """What each severity brings with it, the worst first."""
    return rows.every(SeverityRule, "ORDER BY severity")
