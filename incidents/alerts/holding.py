"""Whether a firing alert goes on to an incident, or waits and why. Pure."""

from datetime import datetime, timedelta

from incidents.alerts import flapping, grouping
from incidents.alerts.facts import Facts
from incidents.alerts.models import AlertSettings
from incidents.alerts.placing import Place, ServiceFacts
from incidents.alerts.states import AlertState, State
from incidents.calendars.values import Mode

# A window may be moved or ended meanwhile: what waits for its end looks again.
LOOK_AGAIN = timedelta(minutes=5)


def sort(
    facts: Facts,
    alert: AlertState,
    place: Place,
    now: datetime,
    *,
    waited: bool = False,
) -> None:
    """Bring a firing alert where it belongs. `waited`: its hold is over."""
    service = facts.services[place.target]
    _placed(facts, alert, place, now)
    if place.routed.suppress:
        alert.status, alert.due_at = State.SUPPRESSED, None
        return
    if not waited and _held_back(alert, place, service, now):
        return
    hushed = _hushed(service, place, now)
    if hushed is not None:
        step, until, reason = hushed
        if grouping.open_incident(facts, place) is None:
            _hold(alert, step, reason, until, now)
            return
        alert.decide(step, f"{reason}: it joins its incident quietly", now)
    elif not waited:
        alert.decide("calendar", service.coverage.reason, now, mode=_mode(service))
    alert.status = State.FIRING
    alert.due_at = None
    if alert.is_flapping:
        alert.due_at = flapping.settles_at(alert, service.settings)
    listen(alert, service.settings)
    group = grouping.join(facts, alert, place, now)
    if group.incident.is_open:
        grouping.raise_severity(alert)


def listen(alert: AlertState, settings: AlertSettings) -> None:
    """Look again when nothing was heard of it for long, if its service wants that."""
    if settings.stale_hours and not alert.is_flapping:
        alert.due_at = alert.last_at + timedelta(hours=settings.stale_hours)


def _placed(facts: Facts, alert: AlertState, place: Place, now: datetime) -> None:
    """What the rules say of it."""
    alert.group_key = place.group_key
    alert.severity = place.severity
    alert.tags = list(place.tags)
    alert.is_changed = True
    routed = place.routed
    if routed.fitting:
        rules = [each.name for each in routed.fitting]
        alert.decide("rule", routed.reason, now, rules=rules)


def _held_back(
    alert: AlertState, place: Place, service: ServiceFacts, now: datetime
) -> bool:
    """Whether it waits to see if it passes by itself."""
    seconds = place.routed.hold_back_seconds
    if seconds is None:
        seconds = service.settings.hold_back_seconds
    if not seconds or alert.is_flapping:
        return False
    until = alert.last_at + timedelta(seconds=seconds)
    reason = f"Held back for {seconds} s: what resolves sooner becomes no incident"
    alert.status, alert.due_at = State.HELD, until
    alert.decide("hold", reason, now, until=until.isoformat())
    return True


def _hold(
    alert: AlertState, step: str, reason: str, until: datetime, now: datetime
) -> None:
    """Keep it until then; said once, however often it looks again."""
    alert.status = State.HELD
    alert.due_at = min(until, now + LOOK_AGAIN)
    alert.is_changed = True
    last = alert.decisions[-1] if alert.decisions else {}
    data = last.get("data") or {}
    if last.get("step") == step and data.get("until") == until.isoformat():
        return
    alert.decide(step, f"{reason}: held until then", now, until=until.isoformat())


def _hushed(
    service: ServiceFacts, place: Place, now: datetime
) -> tuple[str, datetime, str] | None:
    """The silence or the window in which nobody is paged."""
    coverage = service.coverage
    if coverage.mode == Mode.DO_NOT_MONITOR:
        return "calendar", coverage.until, coverage.reason
    hush = service.hush(place.group_key)
    if hush is not None and hush.until > now:
        return "silence", hush.until, hush.reason
    return None


def _mode(service: ServiceFacts) -> str:
    return service.coverage.mode.value
