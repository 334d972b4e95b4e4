"""Medians, percentiles and how they are printed."""

import math
import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` from 0 to 1."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def row(name: str, ours: str, reference: str, ratio: str, goal: str) -> str:
    return f"{name:<44}{ours:>12}{reference:>14}{ratio:>9}   {goal}"


HEADER = row("", "Muster", "reference", "ratio", "goal")
