"""Every operation of the description, asked for what fits it and what does not.

schemathesis makes the requests of the description alone, and holds each answer against
it. The same requests every time: what fails here fails again.
"""

import importlib
import json
import pkgutil
from typing import Any

import httpx
import psycopg2
import schemathesis
from hypothesis import settings
from pydantic import BaseModel
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from backoffice.api import routes
from backoffice.api.root import api
from tests.api.conftest import API_KEY, SERVICE_KEY, TOKEN
from tests.muster_process import Muster

EXAMPLES = 15
CONFIG = {
    "generation": {"deterministic": True, "no-shrink": True, "database": "none"},
    "auth": {
        "openapi": {
            "Key": {"bearer": API_KEY},
            "ServiceKey": {"bearer": SERVICE_KEY},
        }
    },
    "checks": {
        # A description cannot say which services there are, nor that names of fields
        # that nobody knows have no NUL (400).
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "400", "401", "403", "404", "409", "422"]
        },
        "negative_data_rejection": {
            "expected-statuses": ["400", "401", "404", "405", "413", "415", "422"]
        },
    },
}


description = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema())),
    config=SchemathesisConfig.from_dict(CONFIG),
)


@description.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
def test_every_answer_is_as_described(case: Case[Any], muster: Muster) -> None:
    case.call_and_validate(base_url=muster.url)


def test_a_name_in_the_description_is_one_things() -> None:
    """Two classes of one name would be described as one of them."""
    named: dict[str, set[type]] = {}
    for found in pkgutil.iter_modules(routes.__path__):
        module = importlib.import_module(f"{routes.__name__}.{found.name}")
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, BaseModel):
                named.setdefault(each.__name__, set()).add(each)
    assert len(named) > 10
    assert [name for name, classes in named.items() if len(classes) > 1] == []


def test_what_there_is_is_answered_as_described(muster: Muster) -> None:
    """Requests that chance would not find: a real token, an incident, an alert."""
    auth = {"Authorization": f"Bearer {API_KEY}"}
    with httpx.Client(base_url=muster.url, trust_env=False, headers=auth) as client:
        posted = client.post(
            "/api/v1/alerts",
            json={"title": "Disk almost full", "labels": {"host": "db1"}},
            headers={"Authorization": f"Bearer {SERVICE_KEY}"},
        )
        assert posted.status_code == 202
        path = "/api/v1/alerts?source=api&q=Disk"
        (alert,) = muster.wait_until(lambda: client.get(path).json()["alerts"])[:1]
        incident = client.get(f"/api/v1/incidents?q={alert['incident']}").json()
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/api/v1/alerts/{alert_id}", {"alert_id": alert["id"]}),
        (
            "/api/v1/incidents/{incident_id}",
            {"incident_id": incident["incidents"][0]["id"]},
        ),
        ("/heartbeats/{token}/fail", {"token": TOKEN}),
        ("/heartbeats/{token}", {"token": TOKEN}),
    ]
    for path, parameters in asked:
        case = description[path]["GET"].Case(path_parameters=parameters)
        answer = case.call_and_validate(base_url=muster.url, headers=auth)
        assert answer.status_code == 200, path


def test_an_address_that_there_is_not_is_told_as_problem_details(
    muster: Muster,
) -> None:
    for method, path, status, allow in (
        ("GET", "/api/v1/nothing", 404, None),
        ("DELETE", "/api/v1/incidents", 405, "GET, POST"),
        ("DELETE", "/api/v1/alerts", 405, "GET, POST"),
        ("POST", "/api/v1/status", 405, "GET"),
    ):
        answer = httpx.request(method, muster.url + path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers.get("allow") == allow
        assert {"type", "title", "status", "detail"} <= set(answer.json())


def test_who_cannot_be_answered_now_is_told_to_try_again(muster: Muster) -> None:
    held = psycopg2.connect(muster.database_url)
    try:
        held.cursor().execute("LOCK incidents_apikey IN ACCESS EXCLUSIVE MODE")
        answer = httpx.get(
            f"{muster.url}/api/v1/status",
            headers={"Authorization": f"Bearer {API_KEY}"},
            timeout=60,
        )
    finally:
        held.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["title"] == "Not now"
