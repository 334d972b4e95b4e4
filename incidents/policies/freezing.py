"""A policy as it is now, kept as a value that later changes do not reach."""

from collections.abc import Mapping
from typing import Any

from incidents.policies.models import Policy
from incidents.policies.values import FrozenPolicy, FrozenStep

VERSION = 1


def freeze(policy: Policy) -> dict[str, Any]:
    """In JSON. Its steps are read from the database."""
    steps = sorted(policy.steps.all(), key=lambda step: (step.level, step.pk))
    return {
        "version": VERSION,
        "name": policy.name,
        "repeats": policy.repeats,
        "steps": [
            {"level": each.level, "kind": each.kind, "settings": each.settings}
            for each in steps
        ],
    }


def thaw(kept: Mapping[str, Any]) -> FrozenPolicy:
    """What was frozen, as a value."""
    return FrozenPolicy(
        name=str(kept.get("name", "")),
        repeats=int(kept.get("repeats", 0)),
        steps=tuple(
            FrozenStep(int(each["level"]), str(each["kind"]), each["settings"])
            for each in kept.get("steps", ())
        ),
    )
