"""`manage.py coverage --days`: whether somebody is always on call."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from incidents.oncall.models import Leave, Schedule
from incidents.people.models import Person
from tests.oncall.conftest import NOW, Make

pytestmark = pytest.mark.django_db
AT = f"{NOW:%Y-%m-%dT%H:%M}"


def test_a_schedule_with_somebody_at_every_minute_passes(
    schedule: Schedule, layer: Make, ada: Person, ben: Person
) -> None:
    layer(ada, ben)
    out = StringIO()
    call_command("coverage", "--days", "30", "--at", AT, stdout=out)
    assert out.getvalue() == "1 schedules, 30 days: no gap.\n"


def test_each_gap_is_named_in_the_schedules_zone_and_the_command_fails(
    schedule: Schedule, layer: Make, ada: Person
) -> None:
    layer(ada)
    Leave.objects.create(
        person=ada,
        starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=2),
        reason="Dentist",
    )
    out = StringIO()
    with pytest.raises(CommandError, match="1 schedules, 30 days: 1 gaps"):
        call_command("coverage", "--days", "30", "--at", AT, stdout=out)
    assert out.getvalue() == (
        "Payments on call: no primary from Tue 24 Nov 2026 12:00 to Wed 25 Nov 2026 "
        "12:00 (Europe/London): Ada is away (Dentist), and nobody stands below\n"
    )


def test_one_schedule_can_be_looked_at_and_an_unknown_one_is_told(
    schedule: Schedule,
) -> None:
    with pytest.raises(CommandError, match="1 gaps"):
        call_command("coverage", "--days", "1", "--schedule", schedule.slug)
    with pytest.raises(CommandError, match="no such schedule"):
        call_command("coverage", "--days", "1", "--schedule", "other")
    with pytest.raises(CommandError, match="Name a service"):
        call_command("coverage")
