"""An incident in PagerDuty, opened by the provider that carries "notice.pagerduty" out.

Without such a provider the step cannot be saved, and one that was saved is a gap.
"""

from dataclasses import dataclass

from incidents import ports
from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Notify

NAME = "pagerduty"
EFFECT = f"notice.{NAME}"
LACKS = (
    "No provider for PagerDuty is installed, so that this step would reach nobody. "
    "Choose another step, or install one that carries out “notice.pagerduty” "
    "(docs/escalation.md)."
)


@dataclass(frozen=True, slots=True)
class Settings:
    service: str


def decide(settings: Settings, facts: Facts) -> Decision:
    if EFFECT not in facts.offers:
        return Decision("No provider for PagerDuty is installed", gap=True)
    notice = Notify(NAME, "PagerDuty", {"service": settings.service})
    return Decision("An incident is opened in PagerDuty", notices=(notice,))


def describe(settings: Settings, names: Names) -> str:
    return f"an incident of “{settings.service}” in PagerDuty"


KIND = Kind(
    name=NAME,
    label="A PagerDuty incident",
    settings=Settings,
    fields=(Field("service", "PagerDuty service", Type.LINE),),
    decide=decide,
    describe=describe,
    tells=True,
    lacks=lambda: "" if EFFECT in ports.offers() else LACKS,
    rank=62,
)
