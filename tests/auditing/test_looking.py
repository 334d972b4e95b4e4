"""What does not work is found within a minute, told, and keeps the ping back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings

from incidents.auditing import services
from incidents.auditing.models import Audit, Trouble
from incidents.auditing.telling import AGAIN
from incidents.escalation.models import Page, Run
from incidents.heartbeats import services as heartbeats
from incidents.heartbeats.models import Heartbeat
from incidents.heartbeats.values import Plan
from incidents.oncall.models import Schedule
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.policies import services as policies
from incidents.policies.services import Step
from incidents.reminders.models import Reminder
from tasks.auditing import heard
from tests.auditing.conftest import Watch, here
from tests.escalation.conftest import person_step

MINUTE = timedelta(minutes=1)


def test_a_muster_that_works_is_pinged_once_a_minute(watch: Watch) -> None:
    Effect.objects.update(status="done")
    assert watch.passes()
    assert watch.standing().troubles == ()
    assert not watch.passes(seconds=10)
    assert not watch.passes(seconds=49)
    assert watch.passes(seconds=11)


def test_of_several_processes_one_looks_every_ten_seconds(watch: Watch) -> None:
    watch.passes()
    before = Audit.objects.get().looked_at
    watch.passes(seconds=9)
    assert Audit.objects.get().looked_at == before
    watch.passes(seconds=1)
    assert Audit.objects.get().looked_at == watch.now


def test_an_overdue_run_is_found_within_a_minute_and_keeps_the_ping_back(
    watch: Watch,
) -> None:
    watch.escalation.fires()
    Effect.objects.update(status="done")
    watch.passes(minutes=5, seconds=44)  # nobody advances it
    assert watch.kinds() == []
    assert not watch.passes(seconds=15)
    assert watch.kinds() == ["runs"]
    assert "1 escalation should have gone on" in watch.standing().troubles[0].text
    assert watch.told() == ["audit lasts"]


def test_a_page_that_nobody_sends_is_found(watch: Watch) -> None:
    watch.escalation.fires()
    Effect.objects.update(status="done")
    Page.objects.filter(way="call").update(status="waiting", due_at=watch.now)
    watch.passes(seconds=59)
    assert watch.kinds() == ["pages"]


def test_a_call_without_an_outcome_is_found_but_all_is_well(watch: Watch) -> None:
    watch.escalation.fires()
    Effect.objects.update(status="done")
    Page.objects.filter(way="call").update(status="sent", sent_at=watch.now)
    Run.objects.update(next_at=None)
    assert watch.passes(minutes=16)
    assert watch.kinds() == ["silent"]


def test_a_call_that_nobody_asks_about_is_found(watch: Watch) -> None:
    watch.escalation.fires()
    Effect.objects.update(status="done")
    Page.objects.filter(way="call").update(status="sent", check_at=watch.now)
    watch.passes(seconds=59)
    assert watch.kinds() == ["outcomes"]


def test_a_stuck_effect_is_found_by_its_queue_and_one_that_waits_is_not(
    watch: Watch,
) -> None:
    effect = Effect.objects.order_by("pk").first() or Effect(kind="card", mode="event")
    Effect.objects.exclude(pk=effect.pk).update(status="done")
    Effect.objects.filter(pk=effect.pk).delete()
    first = add("first", watch, status="dead")
    add("second", watch, after=[first.pk])
    watch.passes(seconds=59)
    assert watch.kinds() == ["failed"]
    Effect.objects.filter(pk=first.pk).update(status="done")
    watch.passes(seconds=10)
    assert watch.kinds() == ["effects"]
    assert "queue slack" in watch.standing().troubles[0].text


def test_what_a_dead_worker_held_is_stuck(watch: Watch) -> None:
    Effect.objects.update(status="done")
    held = add("held", watch)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incidents_effect SET status = 'leased', "
            "lease_token = gen_random_uuid(), lease_until = %s WHERE id = %s",
            [watch.now, held.pk],
        )
    watch.passes(seconds=59)
    assert watch.kinds() == ["effects"]


def add(key: str, watch: Watch, **more: object) -> Effect:
    fields = {"kind": "card", "mode": "event", "queue": "slack", "subject": "x"}
    times = {"not_before": watch.now - MINUTE}
    return Effect.objects.create(**{"key": key, **fields, **times, **more})


def test_a_queue_that_no_worker_serves_is_told_once_it_is_no_restart(
    watch: Watch,
) -> None:
    Effect.objects.update(status="done")
    here(("slack", "sync", "ingest"))
    watch.passes()
    assert watch.kinds() == []
    assert not watch.passes(seconds=20)
    assert watch.kinds() == ["workers"]
    assert "queue page" in watch.standing().troubles[0].text
    here()
    watch.passes(seconds=10)
    assert watch.kinds() == []
    assert watch.told() == ["audit lasts", "audit over"]


def test_a_web_server_that_does_not_receive_is_found_by_a_worker(watch: Watch) -> None:
    Effect.objects.update(status="done")
    watch.passes()
    services.look(watch.now + timedelta(seconds=30))
    assert not services.look(watch.now + timedelta(seconds=50))
    assert [each.kind for each in Trouble.objects.exclude(told_at=None)] == ["web"]


def test_beat_that_is_silent_is_found_by_what_still_lives(watch: Watch) -> None:
    Effect.objects.update(status="done")
    watch.passes()
    Audit.objects.update(beat_at=watch.now - timedelta(minutes=6))
    assert not services.look(watch.now + timedelta(seconds=10))
    (trouble,) = Trouble.objects.all()
    assert trouble.kind == "beat"


def test_a_heartbeat_that_nobody_looks_at_and_a_reminder_are_found(
    watch: Watch,
) -> None:
    service = watch.escalation.monitoring.service
    plan = Plan("Backup", interval_seconds=300)
    made = heartbeats.make(service=service, plan=plan, by=None, now=watch.now)
    Heartbeat.objects.filter(pk=made.pk).update(state="up", due_at=watch.now)
    Reminder.objects.create(kind="x", key="x", due_at=watch.now)
    Effect.objects.update(status="done")
    watch.passes(seconds=59)
    assert watch.kinds() == ["heartbeats", "reminders"]


def test_admins_hear_of_it_again_while_it_lasts_and_not_for_ever(
    watch: Watch, settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    Effect.objects.update(status="done")
    add("stuck", watch)
    watch.passes(seconds=59)
    assert watch.told() == ["audit lasts", "audit.email lasts"]
    queues = Effect.objects.filter(subject="audit").order_by("pk")
    assert list(queues.values_list("queue", flat=True)) == ["slack", "page"]
    watch.passes(minutes=59)
    assert len(watch.told()) == 2
    for wait in (*AGAIN, timedelta(days=3)):
        Effect.objects.filter(subject="audit").update(status="done")
        watch.passes(seconds=wait.total_seconds())
    assert watch.told().count("audit lasts") == 1 + len(AGAIN)


def test_what_comes_back_soon_is_the_same_trouble(watch: Watch) -> None:
    Effect.objects.update(status="done")
    stuck = add("stuck", watch)
    for status in ("done", "pending", "done", "pending"):
        watch.passes(seconds=30)
        Effect.objects.filter(pk=stuck.pk).update(status=status)
    assert Trouble.objects.count() == 1
    assert watch.told().count("audit lasts") == 1


def test_a_clock_that_was_set_back_keeps_nobody_from_looking(watch: Watch) -> None:
    watch.passes()
    before = Audit.objects.get().looked_at
    watch.passes(hours=-1)
    assert Audit.objects.get().looked_at != before


def test_a_muster_that_nobody_looked_at_is_not_well(watch: Watch) -> None:
    Effect.objects.update(status="done")
    watch.passes()
    assert watch.standing().is_well
    watch.escalation.now += timedelta(minutes=2)
    assert watch.standing().is_stale
    assert not watch.standing().is_well


@pytest.mark.parametrize("error", ["", "DEADMAN_URL answered 500."])
def test_how_a_ping_went_is_kept(watch: Watch, error: str) -> None:
    watch.passes()
    services.pinged(at=watch.now, error=error)
    found = watch.standing()
    assert found.ping_error == error
    assert (found.answered_at is None) == bool(error)


def test_what_fails_again_and_again_is_told_until_it_works(watch: Watch) -> None:
    Effect.objects.update(status="done")
    watch.passes()
    services.put_off("Run 7 is put off for a minute", watch.now)
    watch.passes(seconds=30)
    assert watch.kinds() == []
    watch.passes(seconds=30)
    services.put_off("Run 7 is put off for a minute", watch.now)
    assert watch.kinds() == ["put_off"]
    Effect.objects.update(status="done")
    assert not watch.passes(seconds=60)
    watch.passes(minutes=5)
    assert watch.kinds() == []
    assert watch.told() == ["audit lasts", "audit over"]


def test_one_failure_is_a_chance(watch: Watch) -> None:
    Effect.objects.update(status="done")
    services.put_off("Run 7 is put off for a minute", watch.now)
    assert watch.passes(minutes=1)
    watch.passes(minutes=6)
    assert not Trouble.objects.exists()


def test_a_look_that_fails_leads_to_no_ping(watch: Watch) -> None:
    Effect.objects.update(status="done")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE incidents_reminder RENAME TO gone")
    with pytest.raises(DatabaseError), transaction.atomic():
        watch.passes()
    audit = Audit.objects.first()
    assert audit is None or audit.pinged_at is None
    assert not watch.standing().is_well


def test_a_level_without_anybody_is_left_at_once_and_told(watch: Watch) -> None:
    """The first level's person has left, and its rota is empty."""
    story = watch.escalation
    team = story.policy.team
    rota = Schedule.objects.create(name="Empty", slug="empty", team=team)
    ben = story.person("Ben")
    policies.save(
        policy=story.policy,
        steps=[
            Step("schedule", 0, {"schedule": rota.pk, "position": 1}),
            person_step(ben, 1),
            person_step(story.person("Ada"), 2),
        ],
        by=None,
    )
    Person.objects.filter(pk=ben.pk).update(is_active=False)
    story.fires()
    assert story.asked()[:1] == ["Slack message to Ada"]
    Effect.objects.update(status="done")
    assert watch.passes(seconds=10)
    first, second = watch.standing().troubles
    assert "Nobody is on call as primary of “Empty”" in first.text
    assert "not there any more" in second.text
    assert watch.told() == ["audit lasts"]


def test_beats_task_says_that_it_is_there(watch: Watch) -> None:
    heard()
    assert Audit.objects.get().beat_at is not None
    planned = PeriodicTask.objects.get(task=heard.name)
    assert str(planned.interval) == "every minute"
