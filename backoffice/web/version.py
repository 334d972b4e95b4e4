"""What version of an incident somebody is shown, without making the page."""

from functools import cache

from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from backoffice.viewer import viewer
from incidents.outbox.models import Effect
from incidents.record.models import Incident

# PostgreSQL keeps with each row which transaction wrote it (xmin), so that rows that
# were changed, added or taken away make another sum.
_MARK = """
SELECT {number}, count(*), coalesce(sum(hashtextextended(xmin::text, "{key}")), 0)
FROM "{table}" WHERE "{column}" = %s
"""


def version(request: HttpRequest, incident: Incident) -> str:
    """Changes with every row about the incident, whoever looks and what they ask for.

    What else the page shows, like people's names, counts by the minute, as do the
    times that it counts from now.
    """
    minute = int(timezone.now().timestamp()) // 60
    asked = request.get_full_path()
    zone = timezone.get_current_timezone_name()
    return f"{viewer(request).pk}:{zone}:{asked}:{minute}:{_marks(incident)}"


def _marks(incident: Incident) -> list[tuple[int, ...]]:
    statement, ids = _statement()
    with connection.cursor() as cursor:
        cursor.execute(statement, [*[incident.pk] * ids, incident.subject])
        return sorted(tuple(map(int, row)) for row in cursor.fetchall())


@cache
def _statement() -> tuple[str, int]:
    """One for all tables whose rows name an incident, and how often its id is in it."""
    fields = [each.field for each in Incident._meta.related_objects]
    places: list[tuple[type[Model], str]] = [
        (Incident, "id"),
        *((each.model, str(each.column)) for each in fields if not each.many_to_many),
    ]
    marked: list[tuple[type[Model], str]] = [*places, (Effect, "subject")]
    marks = [
        _MARK.format(
            number=number,
            key=model._meta.pk.column,
            table=model._meta.db_table,
            column=column,
        )
        for number, (model, column) in enumerate(marked)
    ]
    return " UNION ALL ".join(marks), len(places)
