"""Answers as JSON, several times as fast as the library's own for long pages."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.renderers import JSONRenderer


class Json(JSONRenderer):
    """As the library's. What msgspec cannot write, such as half of a surrogate pair, is
    left to it.
    """

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        try:
            return msgspec.json.encode(data)
        except (TypeError, ValueError):
            return super().render(request, data, response_status=response_status)
