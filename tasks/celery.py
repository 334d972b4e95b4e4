"""The Celery application. The broker carries wake-ups only; truth is in PostgreSQL."""

import os
from typing import Any

import django
from celery import Celery
from django.apps import apps
from django.conf import settings

from tasks import folders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
# Django's checks read the URLs, and with them every screen and the API, which no worker
# serves: the web server runs them as it starts.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# How long a worker believes in a broker that says nothing. It waits for at most a
# second by itself, so that this comes of a broker that hangs.
BROKER_SECONDS = 5.0
QUEUES = ("page", "ingest", "slack", "sync")


def transport_options() -> dict[str, Any]:
    """What kombu needs for our broker: folders, or time-outs in seconds."""
    if not settings.BROKER_URL.startswith("filesystem:"):
        return {
            "socket_connect_timeout": 2.0,
            "socket_timeout": BROKER_SECONDS,
            "socket_keepalive": True,
        }
    folder = settings.BROKER_FOLDER
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.05,
    }


folders.install()
app = Celery("muster", broker=settings.BROKER_URL)
app.conf.update(
    broker_transport_options=transport_options(),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_ignore_result=True,
    result_expires=None,
    task_default_queue="sync",
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    timezone="UTC",
    beat_scheduler="django_celery_beat.schedulers:DatabaseScheduler",
    imports=("tasks.wake", "tasks.syncs", "tasks.auditing"),
)
if not apps.models_ready:
    django.setup()

from tasks.pulse import PulseStep  # noqa: E402  # it needs Django's models

app.steps["worker"].add(PulseStep)
