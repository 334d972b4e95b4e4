"""The App Home of one person: the open incidents they may see."""

from datetime import datetime, timedelta

from django.utils import timezone

from bot import postings
from bot.home.view import home, load
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.channels import queries as channels

# Slack tells when a Home is opened and never when it is left; publishing to everyone
# who ever looked would meet its rate limit.
KEPT = timedelta(days=1)


def send(sending: Sending) -> Receipt:
    now = timezone.now()
    opened = datetime.fromisoformat(sending.args["opened_at"])
    slack_id = str(sending.args["slack_id"])
    person = channels.person_of(slack_id)
    if now - opened > KEPT or person is None or not person.is_active:
        return postings.nothing
    view = home(load(person, now), now)
    sending.call("views.publish", user_id=slack_id, view=view)
    return postings.nothing


EFFECT = EffectHandler(kind="home", send=send)
