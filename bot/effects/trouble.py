"""Tell the declarer, or somebody of the team, what is stuck: one message, edited in
place.
"""

from bot import postings
from bot.messages.trouble import StuckFact, mended, trouble
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.alerts import showing
from incidents.channels import queries as channels
from incidents.outbox import queries as outbox
from incidents.outbox.models import Effect
from incidents.record import queries
from incidents.record.models import Incident


def send(sending: Sending) -> Receipt:
    if not sending.claim.subject.startswith("incident:"):
        return postings.nothing
    incident = queries.get(sending.incident_id)
    user = _told(incident)
    if not user:
        return postings.nothing
    stuck = outbox.stuck(sending.claim.subject)
    if stuck:
        facts = [_fact(effect) for effect in stuck]
        message = trouble(incident, facts, waiting=outbox.waiting_for(stuck))
    elif outbox.posting(sending.claim.key) is None:
        return postings.nothing
    else:
        message = mended(incident)
    return postings.show(sending, message, channel=user)


def _told(incident: Incident) -> str:
    """The Slack id of the declarer, or of the lead when nobody declared it who is
    still here, or of somebody of the team that has its alerts; empty when there is
    nobody.
    """
    people = [pk for pk in (incident.declared_by_id, incident.lead_id) if pk]
    people += showing.responsible(incident)
    ids = channels.slack_ids(people)
    return next((ids[pk] for pk in people if pk in ids), "")


def _fact(effect: Effect) -> StuckFact:
    return StuckFact(
        what=effect.kind,
        error=effect.last_error,
        gave_up=effect.status == Effect.Status.DEAD,
        attempts=effect.attempts,
    )


EFFECT = EffectHandler(kind="trouble", send=send)
