"""Pages by cursor: the newest first, stable while rows are added.

Source of the header: RFC 8288, Web Linking.
"""

import re
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field

from backoffice.api.problems import Problem

PAGE = 100
CURSOR = r"^[0-9]{0,18}$"
# Said in the description, and refused by `place_of`, which says what to do.
Cursor = Annotated[
    str,
    Field(
        description="The `next` of the page before; empty for the first page.",
        json_schema_extra={"pattern": CURSOR},
    ),
]


def place_of(cursor: str) -> int | None:
    """The id before which a page begins; None for the first. Raises Problem."""
    if not re.fullmatch(CURSOR, cursor):
        raise Problem(
            status=422,
            title="The cursor is not one of ours",
            detail="Send the `next` of the page before, or none.",
            field="cursor",
        )
    return int(cursor) if cursor else None


def link(request: HttpRequest, response: HttpResponse, cursor: str) -> None:
    """Say where the next page is, if there is one."""
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        response["Link"] = f'<{url}>; rel="next"'
