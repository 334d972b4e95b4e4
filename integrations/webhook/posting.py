"""The effect "notice.webhook": a signed POST to an address that a policy names."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import httpx
from django.conf import settings
from django.utils import timezone

from incidents.escalation.attempts import attempt
from incidents.escalation.notices import Telling, effect_of
from incidents.outbox import claims
from incidents.outbox.values import Claim, ProviderError
from incidents.policies.steps import webhook
from integrations import signed
from integrations.outside import Address, NotOutside, Settings, reachable
from integrations.registry import EffectHandler, Receipt

NAMED = Settings(url="The webhook's address", inside="WEBHOOK_INSIDE")


def send(claim: Claim) -> Receipt:
    """The same id goes out again after a lost answer, for the other side to see."""
    return attempt(claim, partial(_post, claim), now=timezone.now())


def body(telling: Telling) -> dict[str, Any]:
    """What is told. A private incident is named by its number alone."""
    notice, incident = telling.notice, telling.incident
    about: dict[str, Any] = {
        "id": incident.pk,
        "reference": incident.reference,
        "private": incident.is_private,
        "link": f"{settings.PUBLIC_URL}/incidents/{incident.pk}/",
    }
    if not incident.is_private:
        service = incident.service
        about |= {
            "title": incident.title,
            "severity": incident.severity,
            "status": incident.status,
            "declared_at": incident.declared_at.isoformat(),
            "service": service.name if service else "",
            "team": service.team.name if service else "",
        }
    return {
        "id": f"notice-{notice.pk}",
        "event": "escalation",
        "at": notice.created_at.isoformat(),
        "policy": telling.policy,
        "level": notice.level,
        "round": notice.repeated + 1,
        "incident": about,
    }


def _post(claim: Claim, telling: Telling) -> str:
    if not settings.WEBHOOK_SECRET:
        raise ProviderError("WEBHOOK_SECRET is not set", permanent=True)
    try:
        address = reachable(
            telling.settings["url"], inside=settings.WEBHOOK_INSIDE, named=NAMED
        )
    except NotOutside as error:
        raise ProviderError(str(error), permanent=True) from None
    claims.check(claim, needed=settings.CALL_TIMEOUT_SECONDS)
    _answered(_asked(address, body(telling)))
    return ""


def _asked(address: Address, said: Mapping[str, Any]) -> httpx.Response:
    """Redirects are not followed: they would lead past the look at the address."""
    raw = json.dumps(said).encode()
    headers = signed.headers(address, raw, secret=settings.WEBHOOK_SECRET)
    try:
        # To the address that was looked at: a name may change in between. Of what is
        # answered the status alone counts, so that a long answer is not read.
        with (
            httpx.Client(timeout=signed.timeout(), trust_env=False) as http,
            http.stream(
                "POST",
                address.url,
                content=raw,
                headers=headers,
                extensions={"sni_hostname": address.name},
            ) as answer,
        ):
            return answer
    except httpx.ConnectError:
        raise ProviderError("It is not reached") from None
    except httpx.HTTPError as error:
        text = f"It did not answer ({type(error).__name__})"
        raise ProviderError(text, in_doubt=True) from None


def _answered(answer: httpx.Response) -> None:
    """2xx takes it; 429, 408 and 5xx pass by themselves, the rest stays."""
    code = answer.status_code
    if answer.is_success:
        return
    if code >= 500 or code in (408, 429):
        raise ProviderError(f"It failed ({code})", in_doubt=code >= 500)
    raise ProviderError(f"It refused ({code})", permanent=True)


EFFECT = EffectHandler(kind=effect_of(webhook.NAME), send=send)
