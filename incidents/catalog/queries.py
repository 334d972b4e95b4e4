"""Finding services."""

from incidents.catalog.models import Service


def services() -> list[Service]:
    """All services with their teams, by name."""
    return list(Service.objects.select_related("team").order_by("name"))
