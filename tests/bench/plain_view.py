"""The reference of the ingest bench: a plain Django view with a commit a request.

`python -m tests.bench.plain_view PORT` serves it as Muster's pages are served, on the
same database, with the same check of the key and the same row. It limits nothing.
"""

import hashlib
import json
import sys
from typing import cast

import uvicorn
from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from asgiref.typing import ASGI3Application
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

settings.ROOT_URLCONF = "tests.bench.plain_view"
settings.MIDDLEWARE = []
application = get_wsgi_application()

from incidents.alerts.models import SHARDS, InboxRow  # noqa: E402
from incidents.catalog.models import ServiceKey  # noqa: E402


def take(request: HttpRequest) -> HttpResponse:
    """One alert, or an array of them, as one row."""
    json.loads(request.body)
    secret = request.headers["Authorization"].removeprefix("Bearer ")
    digest = hashlib.sha256(secret.encode()).hexdigest()
    key = ServiceKey.objects.get(digest=digest, revoked_at=None)
    row = InboxRow.objects.create(
        shard=key.service_id % SHARDS,
        service_id=key.service_id,
        key=key,
        source="api",
        body=request.body,
    )
    answer = JsonResponse({"id": row.id}, status=202)
    answer["Content-Length"] = str(len(answer.content))  # else it comes in chunks
    return answer


urlpatterns = [path("api/v1/alerts", take)]

if __name__ == "__main__":
    served = WSGIMiddleware(cast("WSGIApp", application), workers=settings.WEB_THREADS)
    uvicorn.run(
        cast("ASGI3Application", served),
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
        lifespan="off",
        ws="none",
    )
