"""How each process of Muster is started, for the demo and the tests alike."""

import sys
from collections.abc import Mapping

# Variables that would turn a local Muster towards the outside.
_OUTWARD = (
    *(
        "SLACK_",
        "TWILIO_",
        "HTTP_ENGINE_",
        "VOICE_",
        "SMS_",
        "EMAIL_",
        "TEAM_EMAIL",
        "PRODUCTION",
        "WEBHOOK_",
        "BUNDLE_",
        "DEADMAN_",
        "DATABASE_",
        "BROKER_",
        "MUSTER_",
    ),
    "PYTHONDONTWRITEBYTECODE",  # without bytecode a start compiles thousands of files
    *("TRUSTED_", "ALLOWED_", "DJANGO_", "CELERY_"),
)

EVERY = "page,slack,sync,ingest"


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def web(port: int) -> list[str]:
    return manage("web", "--port", str(port))


def worker(*, name: str = "worker", queues: str = EVERY) -> list[str]:
    return [
        *_celery("worker"),
        *("-P", "threads", "-c", "4", "-Q", queues),
        *("-n", f"{name}@%h", "--without-gossip", "--without-mingle"),
    ]


def beat() -> list[str]:
    return [*_celery("beat"), "--pidfile="]


def sandbox(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "integrations.sandbox", *arguments]


def environment(base: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Answer `base` without what points elsewhere, and with our own variables."""
    kept = {key: value for key, value in base.items() if not key.startswith(_OUTWARD)}
    return kept | {"PYTHONUNBUFFERED": "1"} | dict(own)


def _celery(what: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "tasks.celery", what, "-l", "INFO"]
