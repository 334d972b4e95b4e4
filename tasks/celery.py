"""The Celery application. The broker carries wake-ups only; truth is in PostgreSQL."""

import os
from typing import Any

import django
from celery import Celery
from django.apps import apps
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")

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
    beat_schedule={
        "people from Slack": {"task": "tasks.syncs.people", "schedule": 3600.0},
        "channels from Slack": {
            "task": "tasks.syncs.conversations",
            "schedule": 3600.0,
        },
        "forget old receipts": {"task": "tasks.syncs.forget", "schedule": 86400.0},
    },
    imports=("tasks.wake", "tasks.syncs"),
)
if not apps.models_ready:
    django.setup()

from tasks.pulse import PulseStep  # noqa: E402  # it needs Django's models

app.steps["worker"].add(PulseStep)
