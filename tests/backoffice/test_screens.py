"""Every screen of the back-office opens, and asks no more of the database for more
rows.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as site
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from backoffice.admin.screen import Screen
from incidents.alerts import inbox
from incidents.alerts.inbox import Arrival
from incidents.alerts.models import (
    Alert,
    AlertGroup,
    JsonMapping,
    RoutingRule,
    Silence,
    TeamRoute,
)
from incidents.auditing.models import Trouble
from incidents.calendars.models import CalendarEvent, Holiday
from incidents.catalog import keys
from incidents.catalog.models import Service
from incidents.channels.models import SosEntry, SyncRun, UserGroup, Workspace
from incidents.contacts.models import Contact, ContactMethod
from incidents.escalation.models import Notice, Page, Run
from incidents.followups.models import FollowUp
from incidents.freezes.models import Freeze
from incidents.heartbeats.models import Heartbeat, Reception
from incidents.invitations.models import Invitation, InviteRule
from incidents.oncall.models import (
    Gap,
    Layer,
    Leave,
    Override,
    Role,
    Schedule,
    ShiftRequest,
)
from incidents.outbox.models import Effect, Posting, Throttle
from incidents.people.models import Membership, Person, Team
from incidents.policies.models import Policy
from incidents.postmortems.models import Postmortem
from incidents.record.models import Incident
from incidents.response.models import Receipt
from incidents.roles.models import Assignment, IncidentRole
from incidents.updates.models import Subscription
from tests.backoffice.conftest import NOW, declare

DAY = timedelta(days=1)
YEAR = 365 * DAY
INLINE = {
    "AlertSettings",
    "Audit",
    "FreezeOverride",
    "ImpactLevel",
    "IncidentRoute",
    "IncidentTag",
    "LayerMember",
    "LayerRestriction",
    "Membership",
    "NotificationRule",
    "Participant",
    "PolicyStep",
    "Revision",
    "RuleCondition",
    "ShiftFeed",
    "TeamCalendar",
    "WorkingHours",
}
SCREENS = sorted(
    (m for m in site.site._registry if isinstance(site.site._registry[m], Screen)),
    key=lambda model: model._meta.label,
)
LABELS = [model._meta.label for model in SCREENS]


def address(model: type[Model], page: str, *args: Any) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=args)


def page(incident: Incident, team: Team, number: int) -> None:
    """A contact of this team is called for this incident."""
    contact = Contact.objects.create(team=team, name="Hotline")
    method = ContactMethod.objects.create(
        contact=contact, kind="phone", address=f"+4477009001{number:02}"
    )
    policy = Policy.objects.create(name=f"P{number}", slug=f"p{number}", team=team)
    run = Run.objects.create(
        incident=incident,
        policy=policy,
        name=policy.name,
        frozen={},
        why="Its service's",
        mode="automated",
        started_at=NOW,
    )
    Page.objects.create(
        run=run,
        incident=incident,
        contact=contact,
        method=method,
        name=contact.name,
        way="call",
        due_at=NOW,
    )
    Notice.objects.create(
        run=run, incident=incident, kind="channel", name="#ops", level=0, place=0
    )


@pytest.fixture
def fill(workspace: Workspace, service: Service, ben: Person) -> Callable[[int], None]:
    """Makes a row more of everything."""

    def more(number: int) -> None:
        team = Team.objects.create(name=f"Team {number}", slug=f"team-{number}")
        Membership.objects.create(team=team, person=ben)
        trouble = declare(f"Trouble {number}", by=ben, service=service)
        Subscription.objects.create(incident=trouble, person=ben)
        FollowUp.objects.create(incident=trouble, title="Renew the key", owner=ben)
        Postmortem.objects.create(incident=trouble, text="What we learnt")
        Posting.objects.create(key=f"card:{number}", channel="C1", ts="1.1", digest="")
        Throttle.objects.create(scope=f"slack:{number}", until=NOW)
        Receipt.objects.create(digest=f"{number:064}")
        Group.objects.create(name=f"Group {number}")
        group = UserGroup.objects.create(
            workspace=workspace, slack_id=f"S{number}", handle=f"g{number}", name="G"
        )
        group.people.add(ben)
        rule = InviteRule.objects.create(name=f"Rule {number}")
        rule.user_groups.add(group)
        Invitation.objects.create(
            incident=Incident.objects.latest("pk"), person=ben, receiver="by name"
        )
        role = IncidentRole.objects.create(name=f"Role {number}", slug=f"role-{number}")
        Assignment.objects.create(
            incident=Incident.objects.latest("pk"), role=role, person=ben
        )
        Freeze.objects.create(scope=f"s{number}", incident=trouble, by=ben)
        page(trouble, team, number)
        keys.issue(name=f"Key {number}", scopes=["freeze:read"], by=ben, now=NOW)
        JsonMapping.objects.create(name=f"J{number}", slug=f"j{number}", title="t")
        inbox.put([Arrival(service_id=service.pk, source="api", body=b'{"title": 1}')])
        rule_made = RoutingRule.objects.create(name=f"Rule {number}", rank=number)
        rule_made.conditions.create(field="title", value="x")
        TeamRoute.objects.create(team=team)
        AlertGroup.objects.create(
            service=service, key=f"k{number}", incident=trouble, opened_at=NOW
        )
        Silence.objects.create(service=service, by=ben, until=NOW + YEAR)
        Alert.objects.create(
            service=service,
            incident=trouble,
            dedup_key=f"k{number}",
            title="Disk full",
            first_at=NOW,
            last_at=NOW,
        )
        Heartbeat.objects.create(
            service=service,
            name=f"H {number}",
            token_digest=f"{number}",
            cron="* * * * *",
        )
        Reception.objects.create(from_at=NOW, until_at=NOW + number * DAY)
        Holiday.objects.create(day=NOW.date() + number * DAY, name="Day", team=team)
        CalendarEvent.objects.create(
            team=team, kind="automate", name="E", starts_at=NOW, ends_at=NOW + YEAR
        )
        rota = Schedule.objects.create(name=f"R{number}", slug=f"r{number}", team=team)
        turns = Layer.objects.create(schedule=rota, name="Turns", starts_at=NOW)
        turns.members.create(person=ben)
        stretch = {"starts_at": NOW, "ends_at": NOW + DAY}
        Override.objects.create(schedule=rota, person=ben, **stretch)
        Gap.objects.create(schedule=rota, position=1, reason="Away", **stretch)
        Trouble.objects.create(
            kind=f"k{number}", text="T", is_grave=True, found_at=NOW, seen_at=NOW
        )
        Leave.objects.create(person=ben, **stretch)
        Role.objects.create(team=team, name="First", schedule=rota)
        ShiftRequest.objects.create(
            kind="cover", schedule=rota, asker=ben, asked=ben, **stretch
        )
        SosEntry.objects.create(name=f"Help {number}", user_group=group)
        SyncRun.objects.create(name=f"s{number}", started_at=NOW, progress_at=NOW)
        interval = IntervalSchedule.objects.create(every=number + 1, period="hours")
        CrontabSchedule.objects.create(minute=str(number))
        PeriodicTask.objects.create(
            name=f"sync {number}", task="sync", interval=interval
        )

    return more


def test_every_concept_has_a_screen() -> None:
    missing = {
        model.__name__
        for model in apps.get_app_config("incidents").get_models()
        if model not in SCREENS and not model._meta.auto_created
    }
    assert missing == INLINE


@pytest.mark.parametrize("model", SCREENS, ids=LABELS)
def test_a_list_opens_with_as_many_queries_for_many_rows_as_for_few(
    model: type[Model], admin: Client, fill: Callable[[int], None]
) -> None:
    fill(0)
    few = queries(admin, address(model, "changelist"))
    for number in range(1, 6):
        fill(number)
    many = queries(admin, address(model, "changelist"))
    assert len(many) <= len(few) + 1, "\n".join(many)  # a date hierarchy may differ
    assert len(many) <= 16


@pytest.mark.parametrize("model", SCREENS, ids=LABELS)
def test_a_search_opens(model: type[Model], admin: Client) -> None:
    answer = admin.get(address(model, "changelist"), {"q": "nothing-like-it"})
    assert answer.status_code == 200
    assert "Nothing matches" in answer.text


@pytest.mark.parametrize("model", SCREENS, ids=LABELS)
def test_a_list_can_be_searched_and_filtered(model: type[Model]) -> None:
    screen = site.site._registry[model]
    assert screen.search_fields
    assert screen.list_filter


@pytest.mark.parametrize("model", SCREENS, ids=LABELS)
def test_a_page_opens(
    model: type[Model], admin: Client, fill: Callable[[int], None]
) -> None:
    fill(0)
    row = model._default_manager.first()
    assert row is not None
    answer = admin.get(address(model, "change", row.pk))
    assert answer.status_code == 200


@pytest.mark.parametrize("model", SCREENS, ids=LABELS)
def test_an_add_form_opens_where_adding_makes_sense(
    model: type[Model], admin: Client
) -> None:
    answer = admin.get(address(model, "add"))
    assert answer.status_code in (200, 403)


def test_an_incident_is_no_raw_edit(admin: Client, incident: Incident) -> None:
    url = address(Incident, "change", incident.pk)
    assert 'name="title"' not in admin.get(url).text
    assert admin.post(url, {"title": "Another"}).status_code == 403
    assert admin.get(address(Incident, "delete", incident.pk)).status_code == 403


def test_the_overview_counts_what_is_open(admin: Client, incident: Incident) -> None:
    text = admin.get("/admin/").text
    assert "Checkout returns 502" in text
    assert "Failed effects" in text


def test_an_empty_list_says_what_to_do(admin: Client) -> None:
    text = admin.get(address(Incident, "changelist")).text
    assert "Declare one in Slack with /incident." in text


def queries(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200
    return [query["sql"] for query in captured]


def test_the_sidebar_counts_failed_effects_only_when_there_are_some(
    admin: Client,
) -> None:
    assert not _badges(admin)
    Effect.objects.create(
        kind="home",
        key="home:U1",
        queue="slack",
        subject="home",
        mode=Effect.Mode.STATE,
        status=Effect.Status.DEAD,
    )
    assert _badges(admin) == {"Effects": 1}


def _badges(client: Client) -> dict[str, int]:
    groups = client.get(reverse("admin:index")).context["sidebar_navigation"]
    items = [item for group in groups for item in group["items"]]
    return {item["title"]: item["badge"] for item in items if "badge" in item}
