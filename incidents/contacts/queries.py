"""How people and contacts are reached, and what keeps them from being."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Q

from incidents.channels.accounts import NOWHERE
from incidents.channels.models import SlackUser
from incidents.contacts.models import (
    Contact,
    ContactMethod,
    Importance,
    NotificationRule,
)
from incidents.contacts.planning import CALLED, plan
from incidents.contacts.values import Method, Planned, Reachable, Rule
from incidents.people.models import Person

Plans = dict[int, tuple[Planned, ...]]


def reach(
    people: Collection[int], importance: Importance = Importance.DEFAULT
) -> Plans:
    """How each of these people is reached, by id; nothing for who is not active."""
    active = Person.objects.filter(pk__in=people, is_active=True)
    emails = dict(active.values_list("pk", "email"))
    slack = set(
        SlackUser.objects.filter(person__in=emails, is_deleted=False).values_list(
            "person_id", flat=True
        )
    )
    methods = _methods(Q(person__in=emails), "person_id")
    rules = _rules(emails, importance)
    plans: Plans = dict.fromkeys(people, ())
    for pk, email in emails.items():
        known = Reachable(
            methods=tuple(methods[pk]),
            rules=tuple(rules[pk]),
            has_slack=pk in slack,
            has_email=not email.endswith(NOWHERE),
        )
        plans[pk] = plan(known, importance)
    return plans


def reach_contacts(contacts: Collection[int]) -> Plans:
    """How each of these contacts is reached, by id; nothing for who is not active."""
    active = Contact.objects.filter(pk__in=contacts, is_active=True)
    methods = _methods(Q(contact__in=active), "contact_id")
    plans: Plans = dict.fromkeys(contacts, ())
    for pk in active.values_list("pk", flat=True):
        known = Reachable(methods=tuple(methods[pk]))
        plans[pk] = plan(known, Importance.IMPORTANT)
    return plans


def _methods(whose: Q, owner: str) -> dict[int, list[Method]]:
    found: dict[int, list[Method]] = defaultdict(list)
    rows = ContactMethod.objects.filter(whose, verified_at__isnull=False)
    for row in rows.order_by("rank", "pk"):
        found[getattr(row, owner)].append(
            Method(
                pk=row.pk,
                kind=row.kind,
                name=str(row),
                takes_sms=row.stopped_at is None,
            )
        )
    return found


def _rules(people: Iterable[int], importance: Importance) -> dict[int, list[Rule]]:
    """Their rules for this importance; for an important page, else their default."""
    asked = (importance, Importance.DEFAULT)
    by: dict[tuple[int, str], list[Rule]] = defaultdict(list)
    rows = NotificationRule.objects.filter(person__in=list(people))
    for row in rows.filter(importance__in=asked):
        rule = Rule(row.way, timedelta(minutes=row.after_minutes), row.method_id)  # type: ignore[arg-type]
        by[row.person_id, row.importance].append(rule)
    return {pk: by[pk, importance] or by[pk, Importance.DEFAULT] for pk in list(people)}


def warnings(people: Collection[int]) -> dict[int, list[str]]:
    """What may keep each of these people from being reached, worst first."""
    rows = defaultdict(list)
    for method in ContactMethod.objects.filter(person__in=people):
        rows[method.person_id].append(method)
    return {pk: _warned(rows[pk]) for pk in people}


def _warned(methods: Iterable[ContactMethod]) -> list[str]:
    phones = [each for each in methods if each.kind in CALLED]
    found = []
    if not phones:
        found.append("No phone: nobody can ring them.")
    elif not any(each.verified_at for each in phones):
        found.append("No phone is verified: none is rung.")
    found += [
        f"{each} is not verified." for each in methods if each.verified_at is None
    ]
    found += [
        f"{each} takes no SMS: they answered STOP."
        for each in phones
        if each.stopped_at
    ]
    if phones and not any(each.reached_at for each in phones):
        found.append("No phone of theirs was ever tested.")
    return found


def whose(number: str) -> Person | None:
    """The active person whose verified phone this is; None when it is not one's."""
    rows = ContactMethod.objects.filter(
        address=number,
        kind=ContactMethod.Kind.PHONE,
        verified_at__isnull=False,
        person__is_active=True,
    )
    found = list(rows.select_related("person")[:2])
    return found[0].person if len(found) == 1 else None
