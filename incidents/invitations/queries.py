"""Which rules fit an incident, and whom they name."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from incidents import rows
from incidents.channels.models import SlackUser
from incidents.invitations import duty
from incidents.invitations.models import Invitation, InviteRule
from incidents.people.models import Person
from incidents.record.models import Incident


def rules_for(incident: Incident) -> list[InviteRule]:
    """The active rules whose conditions this incident meets, by name.

    Those for public incidents leave a private one alone.
    """
    met = [incident.severity, incident.is_private, incident.service_id or 0]
    return rows.every(InviteRule, _FITTING, met)


_FITTING = """
WHERE is_active AND (severities = '{}' OR %s = ANY(severities))
    AND NOT (%s AND public_only)
    AND coalesce((
        SELECT bool_or(of_it.service_id = %s) FROM incidents_inviterule_services of_it
        WHERE of_it.inviterule_id = incidents_inviterule.id
    ), true)
ORDER BY name
"""


def people_of(rule: InviteRule) -> "QuerySet[Person]":
    """The active people whom the rule names."""
    groups = rule.user_groups.filter(is_disabled=False)
    named = Q(user_groups__in=groups) | Q(conversations__in=rule.conversations.all())
    return Person.objects.filter(named, is_active=True).distinct()


def groups(incident: Incident, *, at: datetime) -> list[str]:
    """Whom the first invitation brings `at` (UTC) beside the declarer, in words."""
    found = [f"the people of the rule “{rule.name}”" for rule in rules_for(incident)]
    if incident.service is None or incident.is_private:
        return found
    team = f"the {incident.service.team.name} team"
    return [*_on_call(incident, at), team, *found]


def _on_call(incident: Incident, at: datetime) -> list[str]:
    people = {each.person.pk: each.person.name for each in duty.on_call(incident, at)}
    people.pop(incident.declared_by_id or 0, None)
    return [f"{name} (on call)" for name in people.values()]


def invitations(incident: Incident) -> "QuerySet[Invitation]":
    return incident.invitations.select_related("person")


def outcomes(incident: Incident) -> dict[int, str]:
    """What came of each person's invitation, by their id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, outcome FROM incidents_invitation"
            " WHERE incident_id = %s",
            [incident.pk],
        )
        return dict(cursor.fetchall())


def left(incident: Incident) -> set[int]:
    """The ids of those who took part, and left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM incidents_participant"
            " WHERE incident_id = %s AND left_at IS NOT NULL",
            [incident.pk],
        )
        return {pk for (pk,) in cursor.fetchall()}


def guests(people: Collection[int]) -> set[int]:
    """Of these people's ids, those whom Slack knows as guests."""
    found = SlackUser.objects.filter(person__in=people, is_guest=True)
    return {pk for pk in found.values_list("person_id", flat=True) if pk is not None}
