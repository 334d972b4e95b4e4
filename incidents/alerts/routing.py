"""Routing rules: what becomes of an alert, by the first rule that fits it.

`route` is pure; dry-run, why and the pipeline all call it with what `load_rules` read,
the pipeline by a Router.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidents import rows
from incidents.alerts.conditions import Condition, Subject, Unmet, reader, unmet
from incidents.alerts.models import RoutingRule, RuleCondition

__all__ = [
    "Condition",
    "Routed",
    "Router",
    "Rule",
    "Subject",
    "Tried",
    "load_rules",
    "route",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """An active rule. What is empty or None is left as it was.

    `service` and `policy` are slugs, `channel` is a Conversation's id.
    """

    number: int
    name: str
    conditions: tuple[Condition, ...] = ()
    falls_through: bool = False
    service: str = ""
    severity: str = ""
    policy: str = ""
    channel: int | None = None
    private: bool = False
    hold_back_seconds: int | None = None
    suppresses: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule that was looked at, and the first of its conditions that does not hold."""

    rule: Rule
    unmet: Unmet | None

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def fits(self) -> bool:
        return self.unmet is None

    @property
    def reason(self) -> str:
        """Why it fits, or why not, in words."""
        if self.unmet is not None:
            return f"Rule “{self.name}” does not fit: {self.unmet}"
        told = " and ".join(str(each) for each in self.rule.conditions)
        return f"Rule “{self.name}” fits: {told or 'it has no conditions'}"


@dataclass(frozen=True, slots=True)
class Routed:
    """What the rules say. Empty and None: nothing; the service's own settings hold.

    `reason` names the rules that fit and why, `tried` all that were looked at.
    """

    reason: str
    tried: tuple[Tried, ...] = ()
    service: str = ""
    severity: str = ""
    policy: str = ""
    channel: int | None = None
    private: bool = False
    hold_back_seconds: int | None = None
    suppress: bool = False
    tags: tuple[str, ...] = ()

    @property
    def fitting(self) -> tuple[Tried, ...]:
        return tuple(each for each in self.tried if each.fits)


def route(rules: Sequence[Rule], subject: Subject) -> Routed:
    """Try the rules in their order until one fits that does not fall through.

    Each looks at the alert as it came. What an earlier rule set, a later one leaves;
    tags add up.
    """
    tried: list[Tried] = []
    fitting: list[Rule] = []
    for rule in rules:
        attempt = _try(rule, subject)
        tried.append(attempt)
        if attempt.fits:
            fitting.append(rule)
            if not rule.falls_through:
                break
    return _together(fitting, tried)


class Router:
    """Rules that hundreds of alerts are tried by: those that are alike in all that the
    rules look at are told the same, and worked out once. For one batch, not for good.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        every = (each.field for rule in rules for each in rule.conditions)
        readers = map(reader, dict.fromkeys(every))
        self._readers = [each for each in readers if each is not None]
        self._known: dict[tuple[tuple[str, ...], ...], Routed] = {}

    def route(self, subject: Subject) -> Routed:
        """As `route` says."""
        looked_at = tuple([read(subject) for read in self._readers])
        found = self._known.get(looked_at)
        if found is None:
            found = self._known[looked_at] = route(self._rules, subject)
        return found


def load_rules() -> tuple[Rule, ...]:
    """The active rules in their order, in three queries."""
    active = rows.every(RoutingRule, "WHERE is_active ORDER BY rank, id")
    if not active:
        return ()
    rows.join(active, "to_service")
    ids = [each.pk for each in active]
    of_rule = defaultdict[int, list[RuleCondition]](list)
    for each in rows.every(RuleCondition, "WHERE rule_id = ANY(%s) ORDER BY id", [ids]):
        of_rule[each.rule_id].append(each)
    return tuple(rule_of(row, of_rule[row.pk]) for row in active)


def rule_of(
    row: RoutingRule, conditions: Iterable[RuleCondition] | None = None
) -> Rule:
    """A row of the database as a value; its conditions are asked for if not given."""
    if conditions is None:
        conditions = row.conditions.all()
    return Rule(
        number=row.pk,
        name=row.name,
        conditions=tuple(
            Condition(each.field, each.operator, each.value) for each in conditions
        ),
        falls_through=row.falls_through,
        service=row.to_service.slug if row.to_service else "",
        severity=row.severity,
        policy=row.policy,
        channel=row.channel_id,
        private=row.is_private,
        hold_back_seconds=row.hold_back_seconds,
        suppresses=row.suppresses,
        tags=tuple(row.tags),
    )


def _try(rule: Rule, subject: Subject) -> Tried:
    for condition in rule.conditions:
        if missed := unmet(condition, subject):
            return Tried(rule, missed)
    return Tried(rule, None)


def _together(fitting: Sequence[Rule], tried: Sequence[Tried]) -> Routed:
    reasons = [each.reason for each in tried if each.fits]
    tags = dict.fromkeys(tag for rule in fitting for tag in rule.tags)
    held = (rule.hold_back_seconds for rule in fitting)
    return Routed(
        reason=". ".join(reasons) or _none_fits(len(tried)),
        tried=tuple(tried),
        service=next((rule.service for rule in fitting if rule.service), ""),
        severity=next((rule.severity for rule in fitting if rule.severity), ""),
        policy=next((rule.policy for rule in fitting if rule.policy), ""),
        channel=next((r.channel for r in fitting if r.channel is not None), None),
        private=any(rule.private for rule in fitting),
        hold_back_seconds=next((s for s in held if s is not None), None),
        suppress=any(rule.suppresses for rule in fitting),
        tags=tuple(tags),
    )


def _none_fits(count: int) -> str:
    if not count:
        return "There are no routing rules: the service's own settings hold"
    return "No routing rule fits: the service's own settings hold"
