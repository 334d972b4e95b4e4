"""Finding heartbeats."""

from django.db.models import QuerySet

from incidents.heartbeats.models import Heartbeat


def every() -> "QuerySet[Heartbeat]":
    """All of them with their services, by service and name."""
    found = Heartbeat.objects.select_related("service__team")
    return found.order_by("service__name", "name", "pk")


def late() -> "QuerySet[Heartbeat]":
    return every().filter(state=Heartbeat.State.LATE)
