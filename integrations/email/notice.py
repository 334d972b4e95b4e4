"""The effect "notice.team_email": a team's mailbox is told."""

from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from incidents.escalation.attempts import attempt
from incidents.escalation.notices import Telling, effect_of
from incidents.outbox.values import Claim, ProviderError
from incidents.people.mailboxes import mailbox_of
from incidents.people.models import Team
from incidents.policies.steps import team_email
from integrations.email.sending import deliver
from integrations.email.values import Mail
from integrations.registry import EffectHandler, Receipt


def send(claim: Claim) -> Receipt:
    return attempt(claim, partial(_deliver, claim), now=timezone.now())


def _deliver(claim: Claim, telling: Telling) -> str:
    team = Team.objects.filter(pk=int(telling.settings["team"])).first()
    address = mailbox_of(team) if team else ""
    if not address:
        text = "There is no e-mail address: give the team one, or set TEAM_EMAIL"
        raise ProviderError(text, permanent=True)
    deliver(claim, composed(telling, address=address))
    return ""


def composed(telling: Telling, *, address: str) -> Mail:
    """One Message-ID for a notice, however often it goes out (RFC 5322, 3.6.4)."""
    incident = telling.incident
    link = f"{settings.PUBLIC_URL}/incidents/{incident.pk}/"
    host = urlsplit(settings.PUBLIC_URL).hostname or "muster"
    title = " ".join(incident.title.split())
    head = " ".join(each for each in (incident.reference, incident.severity) if each)
    lines = [f"{head} {title} needs somebody."]
    if incident.service:
        lines.append(f"Service: {incident.service.name}")
        lines.append(f"Team: {incident.service.team.name}")
    lines.append(f"Why you: {telling.notice.why} names this mailbox.")
    how = "Nobody was phoned by this e-mail. Take it on its page, or in Slack."
    shown = "<br>\n".join(escape(line) for line in lines)
    return Mail(
        to=address,
        subject=f"[{incident.reference}] {incident.severity} {title}".replace(
            "  ", " "
        ),
        text="\n\n".join(["\n".join(lines), link, how]) + "\n",
        html=(
            f"<!doctype html>\n<p>{shown}</p>\n"
            f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n<p>{how}</p>\n'
        ),
        headers={
            "Message-ID": f"<notice-{telling.notice.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


EFFECT = EffectHandler(kind=effect_of(team_email.NAME), send=send)
