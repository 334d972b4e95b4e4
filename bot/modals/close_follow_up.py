"""The form of a follow-up that closing needs; it goes on with what else is missing."""

from bot.answers import Answer, Open, View
from bot.asks import Ask
from bot.modals import close, follow_up
from bot.registry import Modal
from incidents.followups import queries
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan

CALLBACK = "incident_close_follow_up"


def view(ask: Ask) -> View:
    """The first one that lacks an owner or a day; a new one where there is none."""
    incident = ask.the_incident
    loose = (
        each.pk
        for each in queries.of(incident)
        if each.status == FollowUp.Status.OPEN and not (each.owner_id and each.due_on)
    )
    first = next(loose, None)
    if first is None:
        form = follow_up.view(incident, Plan(title=""))
    else:
        form = follow_up.filled(incident, first)
    return form | {"callback_id": CALLBACK}


def submit(ask: Ask) -> Answer:
    follow_up.submit(ask)
    return Open(close.loaded(ask))


MODAL = Modal(callback_id=CALLBACK, submit=submit, needs_incident=True)
