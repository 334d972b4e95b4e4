"""Reading from Slack beside everything else: by the worker, page by page."""

from collections.abc import Callable

import pytest

from tests.company import Company
from tests.flows.story import Json, Story

START = (
    "from django.utils import timezone; from incidents.channels import syncing;"
    "syncing.start(name='{}', now=timezone.now())"
)


@pytest.fixture
def patient(start_company: Callable[..., Company]) -> Story:
    """With short leases, so that a killed worker's page is soon another's."""
    return Story(*start_company(LEASE_SECONDS="4", RETRY_SECONDS="0.2"))


def start(story: Story, name: str) -> None:
    """As beat does."""
    story.muster.manage("shell", "-c", START.format(name))


def last_run(story: Story, name: str) -> Json:
    rows = story.muster.sql(
        "SELECT state, pages, rows, error FROM incidents_syncrun WHERE name = %s "
        "ORDER BY id DESC LIMIT 1",
        name,
    )
    return dict(zip(("state", "pages", "rows", "error"), rows[0], strict=True))


def test_a_pause_that_slack_asks_for_holds_nobody_up(patient: Story) -> None:
    patient.slack.populate(users=500)
    patient.slack.fault("users.list", "429", times=1, skip=1, retry_after=4)
    start(patient, "people")
    patient.wait_for(lambda: len(patient.slack.calls("users.list")) >= 2 or None)
    patient.declare("grace", "Search is slow", settled=False)
    channel = patient.incident_channel(1)
    patient.wait_for(lambda: patient.members(channel) == {"grace"} or None)
    assert last_run(patient, "people")["state"] == "running"

    patient.wait_for(lambda: last_run(patient, "people")["state"] == "done" or None)
    assert last_run(patient, "people")["rows"] == 510
    assert len(patient.slack.calls("users.list")) == 4


def test_slacks_limits_are_met_once_and_then_kept(patient: Story) -> None:
    patient.slack.populate(users=4_600)
    patient.slack.settings(rate_limits=True)
    start(patient, "people")
    patient.wait_for(lambda: last_run(patient, "people")["state"] == "done" or None, 90)
    calls = patient.slack.calls("users.list")

    assert last_run(patient, "people")["rows"] == 4_610
    assert len([call for call in calls if call["status"] == 429]) <= 2
    assert len([call for call in calls if call["ok"]]) == 24


def test_a_sync_goes_on_from_its_cursor_after_its_worker_died(patient: Story) -> None:
    patient.slack.populate(users=900)
    fault = patient.slack.fault("users.list", "hang", times=1, skip=2)
    start(patient, "people")
    patient.wait_for(
        lambda: any(f["id"] == fault and f["fired"] for f in patient.slack.faults())
    )
    patient.muster.kill_worker()
    patient.muster.start_worker()
    patient.wait_for(lambda: last_run(patient, "people")["state"] == "done" or None, 60)

    assert last_run(patient, "people")["rows"] == 910
    first_pages = [
        c for c in patient.slack.calls("users.list") if not c["args"].get("cursor")
    ]
    assert len(first_pages) == 1


def test_events_keep_people_fresh_between_two_syncs(patient: Story) -> None:
    patient.slack.save_user(name="zoe", real_name="Zoe New", email="zoe@example.com")
    patient.wait_for(lambda: person(patient, "zoe@example.com") == ("Zoe New", True))
    patient.slack.save_user(name="zoe", real_name="Zoe Newer")
    patient.wait_for(lambda: person(patient, "zoe@example.com") == ("Zoe Newer", True))
    patient.slack.save_user(name="zoe", deleted=True)
    patient.wait_for(lambda: person(patient, "zoe@example.com") == ("Zoe Newer", False))


def person(story: Story, email: str) -> tuple[str, bool] | None:
    found = story.muster.sql(
        "SELECT name, is_active FROM incidents_person WHERE email = %s", email
    )
    return (str(found[0][0]), bool(found[0][1])) if found else None


def test_a_channel_that_is_renamed_or_archived_is_known_as_such(patient: Story) -> None:
    patient.slack.change_channel("random", name="anything")
    patient.wait_for(lambda: channel(patient, "anything") == (False,))
    patient.slack.change_channel("anything", is_archived=True)
    patient.wait_for(lambda: channel(patient, "anything") == (True,))
    patient.slack.change_channel("anything", is_archived=False)
    patient.wait_for(lambda: channel(patient, "anything") == (False,))


def channel(story: Story, name: str) -> tuple[bool, ...]:
    found = story.muster.sql(
        "SELECT is_archived FROM incidents_conversation WHERE name = %s", name
    )
    return found[0] if found else ()


def test_schedules_are_there_and_stay_as_an_admin_left_them(patient: Story) -> None:
    tasks = {
        f"tasks.syncs.{name}"
        for name in ("people", "conversations", "user_groups", "members", "forget")
    }
    assert tasks <= {task for (task, _) in schedules(patient)}
    patient.muster.sql(
        "UPDATE django_celery_beat_periodictask SET enabled = false "
        "WHERE task = 'tasks.syncs.people'"
    )
    patient.muster.sql("UPDATE django_celery_beat_intervalschedule SET every = 7")
    left = schedules(patient)
    patient.muster.start_beat()
    patient.muster.manage("migrate", "-v0")

    assert schedules(patient) == left


def schedules(story: Story) -> set[tuple[str, str]]:
    rows = story.muster.sql(
        "SELECT task, enabled::text || i.every || i.period "
        "FROM django_celery_beat_periodictask t "
        "JOIN django_celery_beat_intervalschedule i ON i.id = t.interval_id"
    )
    return {(str(task), str(when)) for task, when in rows}


def test_what_slack_refuses_is_shown_until_it_is_mended(patient: Story) -> None:
    patient.slack.fault("users.list", "error", error="missing_scope", times=None)
    start(patient, "people")
    patient.wait_for(lambda: last_run(patient, "people")["state"] == "failed" or None)
    assert "missing_scope" in last_run(patient, "people")["error"]

    patient.slack.clear_faults()
    start(patient, "people")
    patient.wait_for(lambda: last_run(patient, "people")["state"] == "done" or None)
    assert last_run(patient, "people")["error"] == ""
