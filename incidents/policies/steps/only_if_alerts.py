"""The level counts only when many alerts came within some minutes."""

from dataclasses import dataclass
from datetime import timedelta

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs


@dataclass(frozen=True, slots=True)
class Settings:
    more_than: int
    minutes: int


def decide(settings: Settings, facts: Facts) -> Decision:
    since = facts.at - timedelta(minutes=settings.minutes)
    count = sum(since < at <= facts.at for at in facts.alerts)
    came = f"{count:,} alert{'s' * (count != 1)} came in {settings.minutes} min"
    if count > settings.more_than:
        return Decision(f"{came}, more than {settings.more_than:,}")
    return Decision(f"{came}: only if more than {settings.more_than:,}", skip=True)


def describe(settings: Settings, names: Names) -> str:
    return f"only if more than {settings.more_than:,} alerts in {settings.minutes} min"


KIND = Kind(
    name="only_if_alerts",
    label="Only if many alerts came",
    settings=Settings,
    fields=(
        Field("more_than", "More than", Type.NUMBER, most=10_000),
        Field("minutes", "Alerts in minutes", Type.NUMBER, most=1_440),
    ),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(alerts_for=timedelta(minutes=settings.minutes)),
    gate=True,
    rank=80,
)
