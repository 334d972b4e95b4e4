"""A POST to an address of one's own. Of a private incident it says the number alone."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings as deployment

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Notify

NAME = "webhook"
LACKS = (
    "Webhooks are signed, and WEBHOOK_SECRET is not set. Set it where Muster runs "
    "(docs/configuration.md), restart, then save again."
)


@dataclass(frozen=True, slots=True)
class Settings:
    url: str


def decide(settings: Settings, facts: Facts) -> Decision:
    name = _named(settings)
    return Decision(
        f"{name[:1].upper()}{name[1:]} is told",
        notices=(Notify(NAME, name, {"url": settings.url}),),
    )


def describe(settings: Settings, names: Names) -> str:
    return _named(settings)


def _named(settings: Settings) -> str:
    """By its host: what follows it may be a secret."""
    return f"the webhook at {urlsplit(settings.url).hostname}"


KIND = Kind(
    name=NAME,
    label="A webhook",
    settings=Settings,
    fields=(
        Field(
            "url",
            "Address",
            Type.URL,
            help="https, and public; hosts of your own network in WEBHOOK_INSIDE.",
        ),
    ),
    decide=decide,
    describe=describe,
    tells=True,
    lacks=lambda: "" if deployment.WEBHOOK_SECRET else LACKS,
    rank=59,
)
