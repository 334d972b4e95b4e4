"""What a person is answered who begins or ends to follow an incident. Pure."""

from bot import blockkit
from bot.answers import Say
from bot.mrkdwn import inline
from incidents.record.models import Incident
from incidents.updates.models import Subscription


def begun(subscription: Subscription, *, address: str) -> Say:
    incident = subscription.incident
    how = "in a direct message"
    if subscription.way == Subscription.Way.EMAIL:
        how = f"by e-mail to {inline(address)}"
    text = (
        f"🔔 You follow {incident.reference}: you are told {how} of each update and "
        "change."
    )
    stop = blockkit.button("Stop following", "incident_unfollow", str(incident.pk))
    return Say(
        text,
        blocks=(blockkit.section(text), blockkit.actions(stop)),
        title=f"Follow {incident.reference}",
    )


def ended(incident: Incident) -> Say:
    text = f"🔕 You no longer follow {incident.reference}."
    return Say(text, title=f"Follow {incident.reference}")
