"""What beat begins for the audit."""

from incidents.alerts.house import HOUSE
from incidents.auditing import services
from incidents.coverage import noticing
from tasks import clock
from tasks.celery import app


# What waited for a worker for a minute says nothing of beat any more.
@app.task(name="tasks.auditing.heard", expires=60)
def heard() -> None:
    """Beat's sign of life, through the broker; processes look without it."""
    services.heard_beat(clock.now())


@app.task(name="tasks.auditing.coverage")
def coverage() -> None:
    """Whether each service has somebody at every minute of the next week."""
    noticing.look(clock.now(), HOUSE)
