"""GET /v2/alerts/requests/<id>: what became of a request to Opsgenie's drop-in.

Source: opsgenie/opsgenie-oas (GetRequestStatusResponse) and
https://docs.opsgenie.com/docs/alert-api. A request that is not processed yet is not
found there either; clients ask again.
"""

import time
import uuid

import msgspec
from django.db import DatabaseError, connection

from incidents.alerts import requests
from integrations.ingest import opsgenie
from integrations.ingest.answers import UNKNOWN_KEY, Answer, Refused, busy, no_key

START = f"{opsgenie.START}/requests/"
AWAY = "The database does not answer. Ask again."
# The words that Opsgenie documents, and of the same kind for the rest.
DONE = {
    "create": "Created alert",
    "close": "Closed alert",
    "acknowledge": "Acknowledged alert",
    "notes": "Added note",
}
NAMES = {"notes": "AddNote"}


def status(request: str, digest: str) -> Answer:
    """Waits for the database; call it on a thread. Raises Refused."""
    began = time.perf_counter()
    try:
        found = requests.outcome(request=request, digest=digest, source=opsgenie.SOURCE)
    except requests.KeyUnknown:
        raise no_key(UNKNOWN_KEY) from None
    except DatabaseError:
        raise busy(AWAY) from None
    finally:
        connection.close()  # it is asked for too rarely to keep one
    if found is None:
        detail = "Request not found. It might not be processed yet."
        raise Refused(404, "There is nothing here", detail)
    data = {
        "success": not found.problem,
        "isSuccess": not found.problem,
        "action": NAMES.get(found.action, found.action.capitalize()),
        "processedAt": found.processed_at,
        "status": found.problem or DONE.get(found.action, found.action),
        "alertId": "" if found.alert is None else str(found.alert),
        "alias": found.alias,
    }
    said = {
        "data": data,
        "took": round(time.perf_counter() - began, 4),
        "requestId": str(uuid.uuid4()),
    }
    return Answer(200, msgspec.json.encode(said))
