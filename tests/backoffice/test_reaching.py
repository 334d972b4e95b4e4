"""Rules, user groups by their id, SOS entries and what an admin should look at."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from backoffice.doctor.checks import channels as doctor
from bot import registry, syncing
from incidents.channels.models import Conversation, SyncRun, UserGroup, Workspace
from incidents.outbox.models import Effect
from tests.backoffice.conftest import NOW

ADD = reverse("admin:incidents_usergroup_add")


@pytest.fixture
def slack_answers(workspace: Workspace) -> Any:
    """Reads user groups as if Slack listed these."""

    def read(*groups: dict[str, Any]) -> None:
        def talk(method: str, **arguments: Any) -> Any:
            assert method == "usergroups.list"
            return {"ok": True, "usergroups": list(groups)}

        syncing.read(registry.syncs()["user_groups"], workspace, talk=talk)

    return read


def listed(slack_id: str, handle: str, users: list[str]) -> dict[str, Any]:
    return {"id": slack_id, "handle": handle, "name": handle.title(), "users": users}


def test_a_group_is_added_by_its_id_and_slack_tells_the_rest(
    admin: Client, slack_answers: Any
) -> None:
    told = admin.post(ADD, {"slack_id": " s0dba00001 "}, follow=True).text
    assert "Slack is asked for its name and people." in told
    assert Effect.objects.filter(key="sync:user_groups").exists()
    assert "Being read" in admin.get("/admin/incidents/usergroup/").text

    slack_answers(listed("S0DBA00001", "dba", []))
    page = admin.get("/admin/incidents/usergroup/").text
    assert "dba" in page
    assert "Being read" not in page


def test_an_id_that_slack_does_not_know_is_told(
    admin: Client, slack_answers: Any
) -> None:
    admin.post(ADD, {"slack_id": "S0WRONG001"})
    slack_answers(listed("S0DBA00001", "dba", []))
    overview = admin.get("/admin/").text

    assert "Slack lists no user group with this id" in overview


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("C0INCIDENT", "A user group&#x27;s id begins with S"),
        ("S0DBA00001", "is there already"),
        ("", "This field is required"),
    ],
)
def test_a_wrong_id_is_refused_with_what_to_do(
    admin: Client, workspace: Workspace, typed: str, told: str
) -> None:
    UserGroup.objects.create(workspace=workspace, slack_id="S0DBA00001", handle="dba")
    assert told in admin.post(ADD, {"slack_id": typed}).text
    assert UserGroup.objects.count() == 1


def test_a_rule_that_invites_nobody_is_refused(
    admin: Client, workspace: Workspace
) -> None:
    url = reverse("admin:incidents_inviterule_add")
    text = admin.post(url, {"name": "Nobody", "severities": ["SEV1"]}).text
    assert "This rule invites nobody" in text

    group = UserGroup.objects.create(workspace=workspace, slack_id="S1", handle="dba")
    values = {"name": "Experts", "severities": ["SEV1"], "user_groups": [group.pk]}
    admin.post(url, values)
    listing = admin.get(reverse("admin:incidents_inviterule_changelist")).text
    assert "SEV1, every service" in listing
    assert "1 user group" in listing


def test_an_sos_entry_is_not_named_here(admin: Client) -> None:
    url = reverse("admin:incidents_sosentry_add")
    text = admin.post(url, {"name": "Here", "rank": 1}).text
    assert "always calls everybody" in text


def test_the_overview_tells_what_is_missing_and_failing(
    admin: Client, workspace: Workspace
) -> None:
    Conversation.objects.update(tags=[])
    SyncRun.objects.create(
        name="people",
        state="failed",
        started_at=NOW,
        progress_at=NOW,
        error="Slack refused users.list: missing_scope (users:read)",
    )
    overview = admin.get("/admin/").text

    assert "No incident is announced" in overview
    assert "People: the last sync failed" in overview
    assert "missing_scope" in overview


def test_a_sync_that_is_late_is_told_unless_it_is_paused(
    admin: Client, workspace: Workspace
) -> None:
    SyncRun.objects.create(
        name="people", state="done", started_at=NOW, progress_at=NOW, ended_at=NOW
    )
    assert "Does beat run?" in admin.get("/admin/").text
    PeriodicTask.objects.filter(task="tasks.syncs.people").update(enabled=False)
    assert "Does beat run?" not in admin.get("/admin/").text


def test_of_two_channels_for_announcements_it_is_said_which_one_is_used(
    admin: Client, workspace: Workspace
) -> None:
    Conversation.objects.update(tags=[])
    for name in ("zebra", "aardvark"):
        channel = Conversation.objects.create(
            workspace=workspace, slack_id=f"C{name}", name=name
        )
        url = reverse("admin:incidents_conversation_change", args=[channel.pk])
        text = admin.post(url, {"tags": "tech_incidents"}, follow=True).text
    said = "announced in one channel, the first by name: #aardvark"
    assert said in text
    assert "not used: #zebra" in text
    assert "At present incidents are announced in #aardvark" in admin.get(url).text
    assert said in admin.get("/admin/").text
    (told,) = [each.text for each in doctor.check() if "tech_incidents" in each.text]
    assert told == "tech_incidents: #aardvark, the first by name; not used: #zebra."


def test_everything_is_read_anew_at_the_press_of_a_button(
    admin: Client, workspace: Workspace
) -> None:
    url = reverse("admin:incidents_syncrun_read_now")
    told = admin.post(url, {"_form_submitted": "on"}, follow=True).text
    assert "Slack is being read" in told
    keys = set(Effect.objects.filter(kind="sync").values_list("key", flat=True))
    assert keys == {f"sync:{name}" for name in registry.syncs()}
