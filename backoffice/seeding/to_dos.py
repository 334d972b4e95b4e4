"""What Brightwater still does about incidents that it had before Muster came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backoffice.seeding import company
from incidents.followups import services
from incidents.followups.values import Plan
from incidents.record.models import Incident


@dataclass(frozen=True)
class ToDo:
    """`due` and `done` count in days from the incident's beginning."""

    title: str
    owner: str
    due: int
    done: int | None = None


TO_DOS = {
    "Card payments declined for one bank in six": (
        ToDo("Alert on declines of each bank, not on their sum", "ben", 9, done=8),
        ToDo("Let a job renew the certificates, and watch their expiry", "ada", 29),
        ToDo("Rehearse the change of a certificate", "chloe", 40),
    ),
}


def write(incident: Incident, *, begin: datetime) -> None:
    """Agreed on two days after it began; who is in Slack is reminded as ever."""
    agreed = begin + timedelta(days=2, hours=1)
    for each in TO_DOS.get(incident.title, ()):
        owner = company.person(each.owner)
        due_on = (begin + timedelta(days=each.due)).date()
        made = services.add(
            incident=incident,
            plan=Plan(each.title, owner, due_on),
            by=owner,
            now=agreed,
        )
        if each.done is not None:
            services.done(
                incident=incident,
                follow_up_id=made.pk,
                by=owner,
                now=begin + timedelta(days=each.done),
            )
