"""Services and teams by their short names."""

from typing import Annotated

from ninja import Field

from incidents.catalog.models import Service
from incidents.people.models import Team
from incidents.values import Mistake

ShortName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]*$", max_length=80)]


def service_named(slug: str, *, field: str = "service") -> Service | None:
    """None for an empty name. Raises Mistake for one that there is not."""
    if not slug:
        return None
    found = Service.objects.filter(slug=slug).first()
    if found is None:
        raise Mistake(f"There is no service {slug}.", field=field)
    return found


def team_named(slug: str) -> Team | None:
    """None for an empty name. Raises Mistake for one that there is not."""
    if not slug:
        return None
    found = Team.objects.filter(slug=slug).first()
    if found is None:
        raise Mistake(f"There is no team {slug}.", field="team")
    return found
