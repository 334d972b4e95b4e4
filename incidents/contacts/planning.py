"""How somebody is reached, from their rules and what they have. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from incidents.contacts.models import ContactMethod, Importance, Way
from incidents.contacts.values import Method, Planned, Reachable, Rule

AT_ONCE = timedelta()
SOON = timedelta(minutes=2)
CALLED = (ContactMethod.Kind.PHONE, ContactMethod.Kind.REDIRECT)
KINDS = {
    Way.CALL: CALLED,
    Way.SMS: (ContactMethod.Kind.PHONE,),
    Way.EMAIL: (ContactMethod.Kind.EMAIL,),
}


def plan(known: Reachable, importance: Importance) -> tuple[Planned, ...]:
    """In which ways and when. Empty when there is none at all.

    Without rules: Slack and e-mail at once, and a call, at once when it is important
    and after two minutes otherwise. A rule that cannot be kept becomes an e-mail, or
    else a Slack message, at its time, and says so.
    """
    rules = known.rules or _usual(known, importance)
    why = "their rule" if known.rules else "they have no rules"
    found: list[Planned] = []
    for rule in sorted(rules, key=lambda each: each.after):
        planned = _kept(rule, known, why) or _instead(rule, known)
        if planned and not _is_there(planned, found):
            found.append(planned)
    return tuple(found)


def _usual(known: Reachable, importance: Importance) -> tuple[Rule, ...]:
    call = AT_ONCE if importance == Importance.IMPORTANT else SOON
    usual = {
        Rule(Way.SLACK, AT_ONCE): known.has_slack,
        Rule(Way.EMAIL, AT_ONCE): known.has_email or _any(known, Way.EMAIL),
        Rule(Way.CALL, call): _any(known, Way.CALL),
    }
    return tuple(rule for rule, can in usual.items() if can)


def _kept(rule: Rule, known: Reachable, why: str) -> Planned | None:
    if rule.way == Way.SLACK:
        return Planned(rule.way, None, rule.after, why) if known.has_slack else None
    for method in _fitting(known, rule.way):
        if rule.method in (None, method.pk):
            return Planned(rule.way, method.pk, rule.after, f"{why}, {method.name}")
    if rule.way == Way.EMAIL and rule.method is None and known.has_email:
        return Planned(rule.way, None, rule.after, why)
    return None


def _instead(rule: Rule, known: Reachable) -> Planned | None:
    """What comes for a rule that nothing they have fits."""
    lacks = (
        "a Slack account" if rule.way == Way.SLACK else f"a verified {_NAMES[rule.way]}"
    )
    why = f"their rule asks for {lacks}, which they lack"
    for other in (Way.EMAIL, Way.SLACK, Way.CALL):
        other_rule = Rule(other, rule.after)
        if other_rule != rule and (found := _kept(other_rule, known, why)):
            return found
    return None


_NAMES = {Way.CALL: "phone", Way.SMS: "phone that takes SMS", Way.EMAIL: "address"}


def _fitting(known: Reachable, way: Way) -> Iterator[Method]:
    for method in known.methods:
        if method.kind in KINDS[way] and (way != Way.SMS or method.takes_sms):
            yield method


def _any(known: Reachable, way: Way) -> bool:
    return next(_fitting(known, way), None) is not None


def _is_there(planned: Planned, found: list[Planned]) -> bool:
    return any(
        (each.way, each.method, each.after)
        == (planned.way, planned.method, planned.after)
        for each in found
    )
