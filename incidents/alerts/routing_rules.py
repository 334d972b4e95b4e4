"""Keeping routing rules: what is refused, what is warned of, and their order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from incidents.alerts import patterns
from incidents.alerts.conditions import (
    FIELDS,
    LABEL,
    TIME,
    WEEKDAY,
    WEEKDAYS,
    Condition,
    Operator,
    hours,
    listed,
)
from incidents.alerts.models import RoutingRule
from incidents.alerts.routing import Rule
from incidents.calendars.values import Mode
from incidents.catalog.models import Service
from incidents.people.models import Person, Team
from incidents.values import Mistake

STEP = 10
NOTHING = "nothing"
BARE = (Operator.EXISTS, Operator.MISSING)
EXACT = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF)


def check(condition: Condition, *, rule: str) -> Condition:
    """The condition as it is kept. Raises Mistake that names the rule and the field
    of the form: "field", "operator" or "value".
    """
    name = condition.field.strip()
    if not name.startswith(LABEL):
        name = name.lower()
    if name not in FIELDS and not name.startswith(LABEL):
        raise Mistake(_unknown(name, rule), field="field")
    if name in (LABEL, FIELDS[-1]):
        raise Mistake(
            f"Rule “{rule}”: write the label's name, such as {LABEL}job.", field="field"
        )
    if condition.operator in BARE:
        return Condition(name, condition.operator)
    value = condition.value.strip()
    if not value:
        raise Mistake(
            f"Rule “{rule}”: write what {name} is compared with.", field="value"
        )
    kept = Condition(name, condition.operator, value)
    try:
        _check_value(kept)
    except Mistake as mistake:
        raise Mistake(f"Rule “{rule}”: {mistake.message}", field="value") from mistake
    return kept


def _unknown(name: str, rule: str) -> str:
    return (
        f"Rule “{rule}”: an alert has no field “{name}”. Choose one of "
        f"{', '.join(FIELDS)}."
    )


def _check_value(condition: Condition) -> None:
    if condition.operator == Operator.MATCHES:
        patterns.compiled(condition.value)
        return
    if condition.operator not in EXACT:
        return
    several = condition.operator == Operator.ONE_OF
    values = listed(condition.value) if several else [condition.value]
    known = _known(condition.field)
    for value in values:
        if condition.field == TIME:
            hours(value)
        elif known is not None and value.casefold() not in known:
            said = ", ".join(sorted(known)) or "none yet"
            raise Mistake(
                f"There is no {condition.field} “{value}”. Known: {said}.",
                field="value",
            )


def _known(name: str) -> set[str] | None:
    """What the field may be, in lower case; None where it may be anything."""
    if name == "service":
        return set(Service.objects.values_list("slug", flat=True))
    if name == "team":
        return set(Team.objects.values_list("slug", flat=True))
    if name == "coverage":
        return set(Mode.values)
    if name == WEEKDAY:
        return {each.casefold() for each in WEEKDAYS}
    return None


def in_words(rule: Rule) -> str:
    """What the rule does to alerts that fit; "nothing" for one that sets nothing."""
    held = rule.hold_back_seconds
    said = (
        "suppress" if rule.suppresses else "",
        f"to {rule.service}" if rule.service else "",
        rule.severity,
        f"policy {rule.policy}" if rule.policy else "",
        "in a channel" if rule.channel is not None else "",
        "private" if rule.private else "",
        f"hold back {held:,} s" if held is not None else "",
        f"tags {', '.join(rule.tags)}" if rule.tags else "",
    )
    return ", ".join(each for each in said if each) or NOTHING


def warnings(rules: Sequence[Rule]) -> Mapping[int, str]:
    """What is odd about active rules in this order, by their numbers."""
    found: dict[int, str] = {}
    stopper = ""
    for rule in rules:
        if stopper:
            found[rule.number] = f"Never reached: “{stopper}” before it fits all alerts"
        elif in_words(rule) == NOTHING:
            found[rule.number] = (
                "Does nothing: it sets nothing and falls through"
                if rule.falls_through
                else "Sets nothing: it keeps later rules from what fits it"
            )
        if not rule.conditions and not rule.falls_through and not stopper:
            stopper = rule.name
    return found


@transaction.atomic
def move(*, rule_id: int, up: bool, by: Person, now: datetime) -> RoutingRule:
    """Try this rule a place earlier, or later. Raises Mistake at the list's end."""
    rows = list(RoutingRule.objects.select_for_update(no_key=True))
    place = next((n for n, row in enumerate(rows) if row.pk == rule_id), None)
    if place is None:
        raise Mistake("This rule is not there any more.")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise Mistake(f"“{rows[place]}” is the {'first' if up else 'last'} already.")
    rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows, start=1):
        row.rank = number * STEP
    RoutingRule.objects.bulk_update(rows, ["rank"])
    return rows[other]
