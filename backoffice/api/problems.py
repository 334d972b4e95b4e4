"""Errors as problem details.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from incidents.record.services import NoSuchIncident
from incidents.values import Mistake

log = logging.getLogger(__name__)
START = "/api/"
TYPE = "application/problem+json"
# What Django refuses before or behind a route, in our words.
WORDS = {
    400: ("The request cannot be read", "It is no HTTP request that Muster takes."),
    404: ("Not found", "There is nothing under this address; see /api/docs."),
    405: ("This method is not for this address", "Allow says which ones are."),
    413: ("The body is too large", "A body has at most 2.5 MB here."),
    500: ("Muster failed", "The server's log says why; please tell an admin."),
}
# Methods that are served beside Django, which does not know of them.
ELSEWHERE = {"/api/v1/alerts": ["POST"]}
Answering = Callable[[HttpRequest], HttpResponse]


class Problem(Exception):
    """What went wrong, for the caller to read."""

    def __init__(
        self, *, status: int, title: str, detail: str, field: str = "", **more: Any
    ) -> None:
        super().__init__(detail)
        self.more = more
        self.status = status
        self.title = title
        self.detail = detail
        self.field = field


def install(api: NinjaAPI) -> None:
    """Answer every error of this API as problem details."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(Mistake, _mistake)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(OperationalError, _not_now)
    api.add_exception_handler(InterfaceError, _not_now)


def middleware(answering: Answering) -> Answering:
    """What Django itself refuses under /api/ is told as problem details too."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = answering(request)
        if response.status_code < 400 or not request.path.startswith(START):
            return response
        return (
            response if response["Content-Type"] == TYPE else _told(request, response)
        )

    return answer


def _told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    status = response.status_code
    title, detail = WORDS.get(status, ("This was refused", response.reason_phrase))
    answer = _answer(status, title, detail)
    if allowed := response.get("Allow"):
        methods = {*allowed.split(", "), *ELSEWHERE.get(request.path, ())}
        answer["Allow"] = ", ".join(sorted(methods))
    return answer


def _answer(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    answer = HttpResponse(
        json.dumps(body | {name: value for name, value in more.items() if value}),
        status=status,
        content_type=TYPE,
    )
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Muster"'
    return answer


def _problem(request: HttpRequest, error: Problem | type[Problem]) -> HttpResponse:
    assert isinstance(error, Problem)  # noqa: S101  # ninja's types allow the class
    return _answer(
        error.status, error.title, error.detail, field=error.field, **error.more
    )


def _mistake(request: HttpRequest, error: Mistake | type[Mistake]) -> HttpResponse:
    assert isinstance(error, Mistake)  # noqa: S101
    if isinstance(error, NoSuchIncident):
        return _answer(404, "Not found", error.message)
    return _answer(422, "This cannot be done", error.message, field=error.field)


def _unauthenticated(
    request: HttpRequest, error: AuthenticationError | type[AuthenticationError]
) -> HttpResponse:
    return _answer(
        401,
        "No valid key",
        "Send an API key as `Authorization: Bearer <key>`; it is unknown or revoked.",
    )


def _invalid(
    request: HttpRequest, error: ValidationError | type[ValidationError]
) -> HttpResponse:
    assert isinstance(error, ValidationError)  # noqa: S101
    errors = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "rule": each["msg"]}
        for each in error.errors
    ]
    detail = "; ".join(f"{each['field']}: {each['rule']}" for each in errors)
    return _answer(422, "The request is not as it should be", detail, errors=errors)


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)  # noqa: S101
    return _answer(error.status_code, "The request cannot be read", error.message)


def _not_now(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """PostgreSQL is away, or somebody held a row for too long."""
    log.warning("%s was answered with 503: %s", request.path, error)
    answer = _answer(
        503, "Not now", "The database does not answer in time. Try again in a moment."
    )
    answer["Retry-After"] = "1"
    return answer
