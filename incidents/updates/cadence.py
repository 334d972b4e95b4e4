"""When the next update is due, and how often it is asked for. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.catalog.models import SeverityRule
from incidents.values import Mistake

# How often a promise is asked for whose severity has no cadence of its own.
REPEAT = timedelta(hours=1)
LONGEST = timedelta(days=7)


@dataclass(frozen=True)
class Plan:
    """The next update is due at `due_at` (UTC), or none is. Once it is late it is
    asked for `times` times, `every` so often. `named`: a person promised it.
    """

    due_at: datetime | None
    every: timedelta
    times: int
    named: bool = False


def cadence(rule: SeverityRule) -> timedelta | None:
    """How often this severity asks for an update, if it does."""
    return timedelta(minutes=rule.update_minutes) if rule.update_minutes else None


def by_severity(rule: SeverityRule, *, now: datetime) -> Plan:
    """As the severity asks, counted from now."""
    every = cadence(rule)
    return Plan(now + every if every else None, every or REPEAT, rule.reminders)


def promised(rule: SeverityRule, *, at: datetime | None, now: datetime) -> Plan:
    """As a person promised; None for no further update. Raises Mistake."""
    if at is not None and at <= now:
        raise Mistake(
            "The next update is due in the past: choose a time to come.", field="at"
        )
    if at is not None and at - now > LONGEST:
        raise Mistake(
            f"The next update is due in more than {LONGEST.days} days: "
            "choose an earlier time.",
            field="at",
        )
    return Plan(at, cadence(rule) or REPEAT, rule.reminders, named=at is not None)


def changed(rule: SeverityRule, *, promise: datetime | None, now: datetime) -> Plan:
    """After a change of severity, which is news: the cadence counts from now. A
    promise (UTC) that is still to come and earlier is kept.
    """
    asked = by_severity(rule, now=now)
    if promise is None or promise <= now:
        return asked
    if asked.due_at is not None and asked.due_at <= promise:
        return asked
    return Plan(promise, asked.every, asked.times, named=True)
