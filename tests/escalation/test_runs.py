"""From an alert to an acknowledgement: runs, pages, and what ends them."""

from datetime import timedelta

from incidents.alerts.models import TeamRoute
from incidents.calendars.models import CalendarEvent
from incidents.escalation import pages
from incidents.escalation.models import Page, Run
from incidents.outbox.models import Effect
from incidents.people.models import Team
from incidents.policies.models import Policy
from incidents.record.models import Entry
from incidents.response import alerts, paging, texting, verbs
from tests.escalation.conftest import Escalation, person_step, policy_of

ADA = ["Slack message to Ada", "E-mail to Ada", "Phone call to Ada"]
GRACE = ["Slack message to Grace", "E-mail to Grace", "Phone call to Grace"]


def test_an_alert_pages_the_first_level_at_once(escalation: Escalation) -> None:
    escalation.fires()
    assert escalation.asked() == ADA
    assert "paging Ada (Slack message, e-mail, phone call)" in escalation.timeline()


def test_the_next_level_follows_after_the_wait(escalation: Escalation) -> None:
    escalation.fires()
    escalation.newly_asked()
    escalation.later(minutes=4, seconds=59)
    assert escalation.newly_asked() == []
    escalation.later(seconds=1)
    assert escalation.newly_asked() == GRACE


def test_it_begins_again_as_often_as_the_policy_says(escalation: Escalation) -> None:
    escalation.fires()
    for _ in range(3):
        escalation.later(minutes=5)
    assert escalation.asked() == [*ADA, *GRACE, *ADA, *GRACE]
    assert "round 2" in escalation.timeline()


def test_nobody_answering_is_said_with_what_to_do(escalation: Escalation) -> None:
    escalation.fires()
    for _ in range(9):
        escalation.later(minutes=5)
    assert escalation.run().status == Run.Status.EXHAUSTED
    last = Entry.objects.filter(kind=Entry.Kind.TROUBLE).latest("pk").text
    assert "Nobody acknowledged" in last
    assert "/incident page" in last


def test_the_catch_all_is_paged_after_everybody_else(escalation: Escalation) -> None:
    team = Team.objects.get(slug="catch-all")
    policy_of(team, person_step(escalation.person("Ben"), 0))
    escalation.fires()
    for _ in range(4):
        escalation.later(minutes=5)
    assert "Slack message to Ben" in escalation.newly_asked()
    assert "the catch-all's policy" in escalation.timeline()


def test_acknowledging_stops_the_escalation(escalation: Escalation) -> None:
    incident = escalation.fires()
    paging.acknowledge(
        incident=incident, by=escalation.person("Ada"), now=escalation.now
    )
    assert escalation.run().status == Run.Status.ACKNOWLEDGED
    assert escalation.incident().status == "investigating"
    escalation.newly_asked()
    for _ in range(9):
        escalation.later(minutes=5)
    assert escalation.newly_asked() == []


def test_a_page_that_was_asked_for_is_not_sent_once_somebody_has_it(
    escalation: Escalation,
) -> None:
    incident = escalation.fires()
    page = escalation.page_of("Ada")
    assert escalation.sendable(page) is not None
    paging.acknowledge(
        incident=incident, by=escalation.person("Grace"), now=escalation.now
    )
    assert escalation.sendable(page) is None


def test_a_ringing_call_is_taken_back_once_somebody_has_it(
    escalation: Escalation,
) -> None:
    incident = escalation.fires()
    page = escalation.page_of("Ada")
    pages.sent(page.pk, engine="twilio", vendor_id="CA1", now=escalation.now)
    verbs.accept(incident=incident, by=escalation.person("Grace"), now=escalation.now)
    wanted = Effect.objects.get(kind="page.cancel")
    assert wanted.args["vendor_id"] == "CA1"


def test_what_resolves_by_itself_pages_nobody_any_more(escalation: Escalation) -> None:
    escalation.fires()
    escalation.monitoring.resolves()
    assert escalation.run().status == Run.Status.RESOLVED
    assert escalation.sendable(escalation.page_of("Ada")) is None


def test_declining_and_merging_end_it(escalation: Escalation) -> None:
    ada = escalation.person("Ada")
    first = escalation.fires()
    verbs.decline(incident=first, reason="a test", by=ada, now=escalation.now)
    assert escalation.run().status == Run.Status.CANCELLED
    second = escalation.fires(title="Load")
    other = escalation.monitoring.company.declares()
    verbs.merge(incident=second, into=other, by=ada, now=escalation.now)
    assert escalation.run().status == Run.Status.CANCELLED


def test_a_silence_pauses_and_then_the_same_level_is_asked(
    escalation: Escalation,
) -> None:
    incident = escalation.fires()
    escalation.newly_asked()
    alerts.silence(
        incident=incident,
        until="30m",
        reason="",
        by=escalation.person("Ada"),
        now=escalation.now,
    )
    escalation.later(minutes=29)
    assert escalation.newly_asked() == []
    escalation.later(minutes=1)
    assert escalation.newly_asked() == ADA


def test_lifting_a_silence_pages_at_once(escalation: Escalation) -> None:
    incident = escalation.fires()
    ada = escalation.person("Ada")
    alerts.silence(
        incident=incident, until="30m", reason="", by=ada, now=escalation.now
    )
    escalation.newly_asked()
    alerts.unsilence(incident=incident, by=ada, now=escalation.now)
    escalation.advance()
    assert escalation.newly_asked() == ADA


def test_while_a_service_is_not_monitored_a_run_waits(escalation: Escalation) -> None:
    escalation.fires()
    escalation.newly_asked()
    CalendarEvent.objects.create(
        service=escalation.monitoring.service,
        name="Move",
        kind=CalendarEvent.Kind.DO_NOT_MONITOR,
        starts_at=escalation.now,
        ends_at=escalation.now + timedelta(hours=2),
    )
    escalation.later(minutes=30)
    assert escalation.newly_asked() == []
    escalation.later(hours=2)
    assert escalation.newly_asked() == GRACE


def test_in_working_hours_phones_come_five_minutes_later(
    escalation: Escalation,
) -> None:
    escalation.now = escalation.now.replace(day=2, hour=10)  # a Monday
    escalation.monitoring.now = escalation.now
    escalation.monitoring.sends(severity="warning")
    escalation.advance()
    assert escalation.newly_asked() == ADA[:2]
    escalation.later(minutes=5)
    assert "Phone call to Ada" in escalation.newly_asked()


def test_a_deleted_person_is_a_gap_and_the_next_level_comes_at_once(
    escalation: Escalation,
) -> None:
    ada = escalation.person("Ada")
    ada.is_active = False
    ada.save()
    escalation.fires()
    assert escalation.asked() == GRACE
    gap = Entry.objects.filter(kind=Entry.Kind.TROUBLE).latest("pk").text
    assert "nobody can be paged, so the next level is asked at once" in gap


def test_a_call_that_nobody_takes_is_followed_at_once(escalation: Escalation) -> None:
    escalation.person("Ada").notification_rules.create(way="call", importance="default")
    escalation.person("Ada").notification_rules.create(
        way="sms", after_minutes=10, importance="default"
    )
    escalation.fires()
    assert escalation.newly_asked() == ["Phone call to Ada"]
    page = escalation.page_of("Ada")
    pages.sent(page.pk, engine="twilio", vendor_id="CA1", now=escalation.now)
    pages.report(
        page.pk, status="no_answer", code="no-answer", sequence=2, now=escalation.now
    )
    escalation.advance()
    assert escalation.newly_asked() == ["SMS to Ada"]
    assert "was not answered (no-answer)" in escalation.timeline()


def test_when_no_way_is_left_the_next_level_comes_at_once(
    escalation: Escalation,
) -> None:
    escalation.person("Ada").notification_rules.create(way="call", importance="default")
    escalation.fires()
    escalation.newly_asked()
    page = escalation.page_of("Ada")
    pages.failed(page.pk, code="21211", text="No such number", now=escalation.now)
    escalation.advance()
    assert escalation.newly_asked() == GRACE


def test_reports_never_take_a_page_back(escalation: Escalation) -> None:
    escalation.fires()
    page = escalation.page_of("Ada")
    now = escalation.now
    assert pages.report(page.pk, status="ringing", code="ringing", sequence=1, now=now)
    assert pages.report(page.pk, status="answered", code="", sequence=2, now=now)
    assert not pages.report(
        page.pk, status="ringing", code="ringing", sequence=1, now=now
    )
    assert not pages.report(page.pk, status="answered", code="", sequence=2, now=now)
    assert Page.objects.get(pk=page.pk).status == "answered"
    assert escalation.timeline().count("was answered") == 1


def test_an_attempt_in_doubt_is_marked_as_perhaps_the_second(
    escalation: Escalation,
) -> None:
    escalation.fires()
    sent = escalation.sendable(escalation.page_of("Ada"), in_doubt=True)
    assert sent is not None
    assert sent.is_extra


def test_key_one_acknowledges_and_says_so(escalation: Escalation) -> None:
    escalation.fires()
    page = escalation.page_of("Ada")
    said = paging.answer(page_id=page.pk, digit="1", now=escalation.now)
    assert said.text.startswith("Acknowledged. INC-")
    incident = escalation.incident()
    assert incident.acknowledged_by == escalation.person("Ada")
    assert Page.objects.get(pk=page.pk).status == "acknowledged"


def test_the_other_keys_do_what_they_say(escalation: Escalation) -> None:
    escalation.fires()
    page, now = escalation.page_of("Ada").pk, escalation.now
    assert paging.answer(page_id=page, digit="7", now=now).again
    assert paging.answer(page_id=page, digit="9", now=now).repeat
    escalation.newly_asked()
    paging.answer(page_id=page, digit="3", now=now)
    escalation.advance()
    assert escalation.newly_asked() == GRACE
    paging.answer(page_id=page, digit="4", now=now)
    assert "Paging pauses" in escalation.timeline()
    said = paging.answer(page_id=page, digit="2", now=now)
    assert "is resolved" in said.text
    assert not escalation.incident().is_open


def test_an_sms_acknowledges(escalation: Escalation) -> None:
    incident = escalation.fires()
    sender = "+447700900101"
    said = texting.reply(sender=sender, text=f"ack {incident.pk}", now=escalation.now)
    assert said == f"INC-{incident.pk} is acknowledged by you."
    said = texting.reply(sender=sender, text=f"RES {incident.pk}", now=escalation.now)
    assert said == f"INC-{incident.pk} is resolved."


def test_an_sms_of_a_stranger_changes_nothing(escalation: Escalation) -> None:
    incident = escalation.fires()
    text = f"ack {incident.pk}"
    said = texting.reply(sender="+447700900999", text=text, now=escalation.now)
    assert said == "Muster does not know this number."
    assert escalation.run().status == Run.Status.RUNNING


def test_a_service_without_any_policy_says_so(escalation: Escalation) -> None:
    Policy.objects.all().delete()
    TeamRoute.objects.filter(is_catch_all=True).delete()
    escalation.fires()
    assert escalation.asked() == []
    assert "Nobody is paged" in escalation.timeline()


def test_a_run_keeps_the_policy_as_it_was(escalation: Escalation) -> None:
    escalation.fires()
    escalation.newly_asked()
    escalation.policy.steps.all().delete()
    escalation.later(minutes=5)
    assert escalation.newly_asked() == GRACE


def test_every_page_says_which_rule_and_step_chose_them(
    escalation: Escalation,
) -> None:
    escalation.fires()
    why = " / ".join(each["text"] for each in escalation.page_of("Ada").why)
    assert "is the default of Payments" in why
    assert "Level 0 of" in why
    assert "The policy names Ada" in why
    assert "mobile" in why
