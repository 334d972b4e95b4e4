"""What the description (OpenAPI) says beside what follows from the routes.

Sources: OpenAPI 3.1; RFC 9457. The errors, which all look alike; and what is served
outside Django: POST /api/v1/alerts (integrations.ingest.muster) and the heartbeats.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from backoffice.api import moments
from backoffice.api.problems import TYPE
from incidents.heartbeats.services import ADDRESS
from integrations.ingest import heartbeats, muster

Json = dict[str, Any]
REF = "#/components/schemas/{name}"
SERVICE_KEY = "ServiceKey"
BEATS = {
    f"{heartbeats.PATH}{{token}}": "Say that a job lives",
    f"{heartbeats.PATH}{{token}}/{heartbeats.FAIL}": "Say that a job failed",
}
ERRORS = {
    400: "The request cannot be read",
    401: "No valid key",
    403: "The key may not do this",
    404: "Not found",
    408: "The request took too long to arrive",
    409: "It is there already",
    411: "Say how long the body is",
    413: "The body is too large",
    415: "The body has another type or coding",
    422: "The request is not as it should be",
    429: "Too many requests; Retry-After says when",
    431: "The headers are too large",
    503: "Not now, nothing was changed: try again; Retry-After says when",
}
PROBLEM: Json = {
    "title": "Problem",
    "description": "What went wrong, the rule and what to do (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "rule": {"type": "string"},
                },
            },
        },
    },
}
ACCEPTED: Json = {
    "title": "Accepted",
    "description": "It is kept: `accepted` alerts, under the number `id`.",
    "type": "object",
    "required": ["accepted", "id"],
    "properties": {"accepted": {"type": "integer"}, "id": {"type": "integer"}},
}


class Api(NinjaAPI):
    """Django's part of the API, with a description of the whole."""

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: Json | None = None,
    ) -> OpenAPISchema:
        found = super().get_openapi_schema(
            path_prefix=path_prefix, path_params=path_params
        )
        for path, methods in found["paths"].items():
            for operation in methods.values():
                _add_errors(path, operation)
        _add(found, muster.PATH, "post", _posting())
        for path, summary in BEATS.items():
            for method in ("get", "post"):
                _add(found, path, method, _beat(method, path, summary))
        components = found["components"]
        components["schemas"] |= _schemas()
        components["securitySchemes"][SERVICE_KEY] = {
            "type": "http",
            "scheme": "bearer",
            "description": "A service's own key, from its page in the back-office.",
        }
        return found


def _add_errors(path: str, operation: Json) -> None:
    codes = [400, 401, 403, 422, 503]
    codes += [404] if "{" in path else []
    codes += [409, 413, 415] if "requestBody" in operation else []
    operation["responses"] |= errors(*codes)


def errors(*codes: int) -> Json:
    schema = {"$ref": REF.format(name="Problem")}
    content = {TYPE: {"schema": schema}}
    return {
        str(code): {"description": ERRORS[code], "content": content} for code in codes
    }


def _add(found: Json, path: str, method: str, operation: Json) -> None:
    found["paths"].setdefault(path, {})[method] = operation


def _posting() -> Json:
    ref = {"$ref": REF.format(name="Alert")}
    many = {"type": "array", "items": ref, "minItems": 1, "maxItems": muster.MOST}
    body = {"application/json": {"schema": {"anyOf": [ref, many]}}}
    kept = {"application/json": {"schema": {"$ref": REF.format(name="Accepted")}}}
    return {
        "operationId": "integrations_ingest_muster_post",
        "summary": "Tell of alerts",
        "description": "One alert or a list of them, for the service whose key it is. "
        "202 says that they are kept, durably; what becomes of them is found within a "
        "second. The same `dedup_key` is the same alert.",
        "tags": ["alerts"],
        "parameters": [],
        "requestBody": {"required": True, "content": body},
        "responses": {
            "202": {"description": "They are kept", "content": kept},
            **errors(400, 401, 408, 411, 413, 415, 429, 431, 503),
        },
        "security": [{SERVICE_KEY: []}],
    }


def _beat(method: str, path: str, summary: str) -> Json:
    def told(description: str) -> Json:
        text = {"text/plain": {"schema": {"type": "string"}}}
        return {"description": description, "content": text}

    what = "failed" if path.endswith(heartbeats.FAIL) else "heard"
    return {
        "operationId": f"integrations_ingest_heartbeats_{what}_{method}",
        "summary": summary,
        "description": "The token is the key, from the heartbeat's page. Any body is "
        "welcome and not read. 200 says that it is kept, durably.",
        "tags": ["heartbeats"],
        "parameters": [
            {
                "in": "path",
                "name": "token",
                "required": True,
                "schema": {"type": "string", "pattern": ADDRESS},
            }
        ],
        "responses": {
            "200": told("It was heard"),
            "404": told("No heartbeat has this token"),
            "503": told(ERRORS[503]),
        },
        "security": [],
    }


def _schemas() -> Mapping[str, Json]:
    _, made = msgspec.json.schema_components([muster.Alert], ref_template=REF)
    made["Alert"]["properties"]["at"] = {
        "anyOf": [
            {"type": "string", "format": "date-time", "pattern": moments.PATTERN},
            {"type": "null"},
        ],
        "description": "ISO 8601, with a zone.",
        "default": None,
    }
    return made | {"Problem": PROBLEM, "Accepted": ACCEPTED}
