"""Somebody's shift begins: what they take over, in a direct message."""

from datetime import datetime

from django.utils import timezone

from bot import postings
from bot.messages.shifts import OPEN_SHOWN, Start, start_message
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels
from incidents.oncall import telling
from incidents.oncall.models import Schedule
from incidents.oncall.overriding import holding
from incidents.people.models import Person
from incidents.record import queries as record
from incidents.record.models import Incident

# How many open incidents are counted at all.
MOST = OPEN_SHOWN + 100


def send(sending: Sending) -> Receipt:
    """Nothing for who is not on call there any more, or has no account in Slack."""
    now = timezone.now()
    schedule = Schedule.objects.filter(pk=sending.args["schedule"]).first()
    person = Person.objects.filter(pk=sending.args["person"]).first()
    if schedule is None or person is None:
        return postings.nothing
    position = int(sending.args["position"])
    holder = holding(schedule, position, now)
    where = channels.slack_ids([person.pk]).get(person.pk)
    if where is None or holder is None or holder.person != person.pk:
        return postings.nothing
    known = sending.args["since"]
    since = datetime.fromisoformat(known) if known else None
    before = Person.objects.filter(pk=sending.args["before"]).first()
    mine = record.open_incidents(by=person).filter(service__team=schedule.team_id)
    start = Start(
        schedule=schedule.name,
        position=position,
        until=holder.until,
        before=before.name if before else "",
        open=list(mine[:MOST]),
        happened=_happened(schedule, person, since),
        since=since,
    )
    postings.post(sending, start_message(start, now=now), channel=where)
    return postings.nothing


def _happened(schedule: Schedule, person: Person, since: datetime | None) -> int:
    """How many incidents of the team's services were declared in the shift before, of
    those that the person may know of.
    """
    if since is None:
        return 0
    seen = Incident.objects.visible_to(person).filter(declared_at__gte=since)
    return seen.filter(service__team=schedule.team_id).count()


EFFECT = EffectHandler(kind=telling.START, send=send)
