"""A bookmark of the incident's channel."""

from django.conf import settings

from bot import postings
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending
from incidents.outbox.values import ProviderError
from incidents.record import queries
from incidents.record.models import Incident


def send(sending: Sending) -> Receipt:
    incident = queries.get(sending.incident_id)
    title, link = _bookmark(incident, sending.args["name"])
    channel = incident.channel_slack_id
    if not (sending.in_doubt and _there(sending, channel, link)):
        sending.call(
            "bookmarks.add", channel_id=channel, title=title, type="link", link=link
        )
    return postings.nothing


def _bookmark(incident: Incident, name: str) -> tuple[str, str]:
    if name == "runbook":
        if incident.service is None:
            raise ProviderError("The incident has no service.", permanent=True)
        return f"Runbook: {incident.service.name}", incident.service.runbook_url
    return "Timeline", f"{settings.PUBLIC_URL}/incidents/{incident.pk}/"


def _there(sending: Sending, channel: str, link: str) -> bool:
    known = sending.call("bookmarks.list", channel_id=channel)["bookmarks"]
    return any(bookmark.get("link") == link for bookmark in known)


EFFECT = EffectHandler(kind="bookmark", send=send)
