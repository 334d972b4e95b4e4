"""What time does to alerts: holds and windows end, flapping settles, silence tells."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts import facts, holding, locks
from incidents.alerts.applying import apply
from incidents.alerts.facts import Facts
from incidents.alerts.models import Alert
from incidents.alerts.placing import Place
from incidents.alerts.planning import Planner, resolve
from incidents.alerts.states import AlertState, State

log = logging.getLogger(__name__)
BATCH = 500


def advance(*, now: datetime) -> int:
    """Look at alerts that are due by `now`, one batch; how many, 0 when none is.

    One that fails is put off, and keeps the others from nothing.
    """
    waiting = Alert.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    rows = dict(waiting.values_list("pk", "service_id")[:BATCH])
    if rows:
        _advance(rows, now)
    return len(rows)


def _advance(rows: Mapping[int, int], now: datetime) -> None:
    try:
        with transaction.atomic():
            _look(rows, now)
    except Exception as error:
        if locks.is_passing(error):
            raise
        log.exception("Of %d alerts that are due, one is put off", len(rows))
        if len(rows) == 1:
            again = now + holding.LOOK_AGAIN
            Alert.objects.filter(pk__in=rows).update(due_at=again)
        else:
            for alert, service in rows.items():
                _advance({alert: service}, now)


def _look(rows: Mapping[int, int], now: datetime) -> None:
    found = facts.load_due(rows, now)
    planner = Planner(found, now)
    due = [each for each in found.alerts.values() if each.due_at and each.due_at <= now]
    for alert in sorted(due, key=lambda each: (each.due_at, each.pk)):
        _due(planner, alert, found.places[alert.pk or 0], now)
    apply(planner.done(), now)


def _due(planner: Planner, alert: AlertState, place: Place, now: datetime) -> None:
    alert.due_at, alert.is_changed = None, True
    if alert.status == State.HELD:
        _promote(planner.facts, alert, place, now)
    elif alert.is_flapping:
        _settle(planner.facts, alert, place, now)
    elif alert.is_active:
        _listen(planner.facts, alert, place, now)


def _promote(facts: Facts, alert: AlertState, place: Place, now: datetime) -> None:
    """It still fires at the end of what held it: on to an incident, or a further
    window.
    """
    last = next(
        (each for each in reversed(alert.decisions) if "until" in each.get("data", {})),
        {},
    )
    until = str(last.get("data", {}).get("until", ""))
    over = not until or datetime.fromisoformat(until) <= now
    step = str(last.get("step", "hold"))
    kept = len(alert.decisions)
    holding.sort(facts, alert, place, now, waited=True)
    if alert.status != State.HELD:
        ended = "is over" if over else "ended early"
        alert.decide(step, f"What held it {ended}, and it still fires", now)
        told = alert.decisions.pop()  # said before what came of it
        alert.decisions.insert(kept, told)


def _settle(facts: Facts, alert: AlertState, place: Place, now: datetime) -> None:
    """It was stable for as long as its service asks."""
    alert.is_flapping, alert.changes = False, []
    fires = alert.resolved_at is None
    state = "fires steadily" if fires else "stays resolved"
    if alert.incident is not None:
        alert.incident.note(f"“{alert.title}” is flapping no more: it {state}")
    if alert.resolved_at is None:
        alert.decide("flapping", "It fires steadily now: flapping no more", now)
        holding.listen(alert, facts.services[place.target].settings)
        return
    resolve(alert, "It flapped, and stays resolved now", alert.resolved_at, now)


def _listen(facts: Facts, alert: AlertState, place: Place, now: datetime) -> None:
    """Nothing was heard of it for long: who still fires would say so."""
    hours = facts.services[place.target].settings.stale_hours
    if not hours:
        return
    if alert.last_at + timedelta(hours=hours) > now:
        alert.due_at = alert.last_at + timedelta(hours=hours)
        return
    alert.event_at = None  # what it sends from now on is news
    resolve(alert, f"Nothing was heard of it for {hours} h", now, now)
