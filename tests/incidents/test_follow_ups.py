"""Follow-ups: who does what by when, and who is reminded of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.channels.models import SlackUser
from incidents.followups import queries, reminding, services
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan
from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.record.models import Entry, Incident
from incidents.reminders.models import Reminder
from incidents.response import due
from incidents.values import Mistake
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]
# NOW is 1 March 2026, 03:42 UTC.
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def incident(company: Company) -> Incident:
    return company.declares()


def add(
    company: Company, incident: Incident, who: str = "Grace", **more: object
) -> FollowUp:
    plan = {"title": "Alert on it", "owner": company.people[who], "due_on": FRIDAY}
    return services.add(
        incident=incident,
        plan=Plan(**{**plan, **more}),  # type: ignore[arg-type]
        by=company.people["Ada"],
        now=NOW,
    )


def told(incident: Incident) -> list[str]:
    found = incident.entries.filter(kind=Entry.Kind.FOLLOW_UP)
    return [entry.text for entry in found]


def advance(until: datetime) -> None:
    while due.advance(until):
        pass


def reminded() -> list[str]:
    """When each reminder was asked for, as far as the effect tells."""
    found = Effect.objects.filter(kind=reminding.EFFECT)
    return [str(effect.args.get("at", "")) for effect in found]


def test_each_change_writes_one_line_and_touches_the_card(
    company: Company, incident: Incident
) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    card = Effect.objects.get(key=f"card:{incident.pk}").wanted
    made = add(company, incident)
    about = {"incident": incident, "follow_up_id": made.pk, "by": ada, "now": NOW}
    plan = Plan(title="Alert on it", owner=ben, due_on=None)
    services.change(plan=plan, **about)  # type: ignore[arg-type]
    services.change(plan=plan, **about)  # type: ignore[arg-type]
    services.done(**about)  # type: ignore[arg-type]
    services.reopen(**about)  # type: ignore[arg-type]
    services.drop(**about)  # type: ignore[arg-type]
    assert told(incident) == [
        "Follow-up: Alert on it (Grace, due 6 Mar 2026)",
        "Follow-up changed: Alert on it: owner Grace → Ben, due 6 Mar 2026 → no day",
        "Follow-up done: Alert on it",
        "Follow-up reopened: Alert on it",
        "Follow-up dropped: Alert on it",
    ]
    assert Effect.objects.get(key=f"card:{incident.pk}").wanted == card + 5


def test_what_is_done_is_not_done_again(company: Company, incident: Incident) -> None:
    made = add(company, incident)
    about = {"incident": incident, "follow_up_id": made.pk}
    services.done(by=company.people["Ada"], now=NOW, **about)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="“Alert on it” is done already"):
        services.drop(by=company.people["Ben"], now=NOW, **about)  # type: ignore[arg-type]


def test_who_cannot_do_it_is_refused_by_name(
    company: Company, incident: Incident
) -> None:
    SlackUser.objects.filter(person=company.people["Ben"]).update(is_guest=True)
    with pytest.raises(Mistake, match="Ben is a guest"):
        add(company, incident, "Ben")
    Person.objects.filter(name="Grace").update(is_active=False)
    company.people["Grace"].refresh_from_db()
    with pytest.raises(Mistake, match="Grace has left") as refused:
        add(company, incident)
    assert refused.value.field == "owner"


def test_nobody_outside_a_private_incident_can_own_its_follow_ups(
    company: Company,
) -> None:
    secret = company.declares(title="Payroll was read", is_private=True)
    with pytest.raises(Mistake, match="Grace is not in it: invite them"):
        add(company, secret)
    made = add(company, secret, "Ada")
    assert list(queries.visible(by=company.people["Ada"])) == [made]
    assert list(queries.visible(by=company.people["Grace"])) == []


def test_an_owner_who_lost_sight_of_it_has_it_no_more_on_their_list(
    company: Company, incident: Incident
) -> None:
    add(company, incident)
    assert queries.mine(by=company.people["Grace"]).count() == 1
    incident.is_private = True
    incident.save(update_fields=["is_private"])
    incident.participants.filter(person=company.people["Grace"]).delete()
    assert queries.mine(by=company.people["Grace"]).count() == 0


def test_a_day_that_has_passed_is_refused_unless_it_stays(
    company: Company, incident: Incident
) -> None:
    with pytest.raises(Mistake, match="has passed"):
        add(company, incident, due_on=date(2026, 2, 28))
    made = add(company, incident)
    changed = services.change(
        incident=incident,
        follow_up_id=made.pk,
        plan=Plan(title="Alert early", owner=None, due_on=FRIDAY),
        by=company.people["Ada"],
        now=NOW + timedelta(days=30),
    )
    assert changed.title == "Alert early"


def test_it_is_listed_after_the_incident_is_over_and_by_its_day(
    company: Company, incident: Incident
) -> None:
    ada = company.people["Ada"]
    lifecycle.resolve(incident=incident, by=ada, now=NOW)
    some_day = add(company, incident, title="Some day", due_on=None)
    later = add(company, incident, title="Later", due_on=FRIDAY + timedelta(days=1))
    gone = add(company, incident, title="Gone")
    soon = add(company, incident, title="Soon")
    services.done(incident=incident, follow_up_id=gone.pk, by=ada, now=NOW)
    assert list(queries.of(incident)) == [soon, later, some_day, gone]
    summary = queries.summary(incident, most=2)
    assert list(summary.first) == [soon, later]
    assert (summary.open, summary.done) == (3, 1)


def test_the_owner_is_reminded_at_nine_on_their_clock_five_times(
    company: Company, incident: Incident
) -> None:
    Person.objects.filter(name="Grace").update(timezone="Europe/London")
    company.people["Grace"].refresh_from_db()
    # Summer time begins on 29 March 2026, at 01:00 UTC.
    made = add(company, incident, due_on=date(2026, 3, 28))
    times = []
    for hour in range(24 * 12):
        now = datetime(2026, 3, 27, tzinfo=UTC) + timedelta(hours=hour)
        before = reminded()
        advance(now)
        if reminded() != before:
            times.append(f"{now.astimezone(ZoneInfo('Europe/London')):%d %H:%M}")
    assert times == ["28 09:00", "29 09:00", "30 09:00", "31 09:00", "01 09:00"]
    assert not Reminder.objects.filter(key=reminding.key_of(made)).exists()


def test_one_that_is_overdue_already_waits_for_the_next_morning(
    company: Company, incident: Incident
) -> None:
    add(company, incident, due_on=NOW.date())
    (reminder,) = Reminder.objects.filter(kind=reminding.DUE)
    assert reminder.due_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    again = add(company, incident, title="Again", due_on=NOW.date())
    reminding.plan(again, now=NOW + timedelta(hours=9))
    planned = Reminder.objects.get(key=reminding.key_of(again))
    assert planned.due_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("verb", ["done", "drop"])
def test_what_has_ended_is_not_reminded_of(
    verb: str, company: Company, incident: Incident
) -> None:
    made = add(company, incident)
    end = getattr(services, verb)
    end(incident=incident, follow_up_id=made.pk, by=company.people["Ada"], now=NOW)
    advance(NOW + timedelta(days=30))
    assert reminded() == []


def test_a_snooze_waits_for_the_next_morning_even_after_the_last_reminder(
    company: Company, incident: Incident
) -> None:
    made = add(company, incident)
    for day in range(4, 16):
        advance(datetime(2026, 3, day, 9, tzinfo=UTC))
    assert not Reminder.objects.filter(kind=reminding.DUE).exists()
    now = datetime(2026, 3, 16, 10, tzinfo=UTC)
    about = {"incident": incident, "follow_up_id": made.pk}
    by = company.people["Grace"]
    until = services.snooze(by=by, now=now, **about)  # type: ignore[arg-type]
    assert until == datetime(2026, 3, 17, 9, tzinfo=UTC)
    advance(now + timedelta(days=1))
    assert reminded()[0].startswith("2026-03-17")


def recipient(made: FollowUp) -> reminding.Recipient | None:
    return reminding.recipient(queries.get(made.pk))


def test_who_has_left_is_not_asked_but_the_lead_is(
    company: Company, incident: Incident
) -> None:
    made = add(company, incident)
    assert recipient(made) == reminding.Recipient("UGRACE")
    Person.objects.filter(name="Grace").update(is_active=False)
    instead = recipient(made)
    assert instead is not None
    assert instead == reminding.Recipient("UADA", "Grace cannot be reached in Slack")
    unowned = add(company, incident, owner=None)
    assert recipient(unowned) == reminding.Recipient("UADA", "nobody owns it")


def test_who_can_no_longer_see_it_is_not_told_of_it(company: Company) -> None:
    incident = company.declares()
    made = add(company, incident, "Ben")
    incident.is_private = True
    incident.save(update_fields=["is_private"])
    assert recipient(made) == reminding.Recipient(
        "UADA", "Ben cannot be reached in Slack"
    )


def test_a_follow_up_of_another_incident_cannot_be_reached(
    company: Company, incident: Incident
) -> None:
    other = company.declares("Grace", "Search is slow")
    made = add(company, other)
    with pytest.raises(Mistake, match="gone"):
        services.done(
            incident=incident, follow_up_id=made.pk, by=company.people["Ada"], now=NOW
        )


zones = st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata", "America/St_Johns"])
nows = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(nows, zones)
def test_the_next_morning_is_nine_oclock_within_a_day(now: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    morning = reminding.next_morning(now, zone)
    assert now < morning <= now + timedelta(hours=25)
    assert f"{morning.astimezone(zone):%H:%M}" == "09:00"
