"""Charts of an incident as SVG, with a title and words for who cannot see them. Pure.

Colours come from the page's style sheet, by class. What a chart shows stands in a
table beside it as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import pairwise

from incidents.postmortems.markdown import span
from incidents.postmortems.values import Facts, Phase, Weight, phases

WIDTH = 720
BAR = 34
TICKS = 6
BARS = 24
LETTER = 7.2  # about the width of a letter, so that labels stay inside their bar
STEPS = [
    timedelta(minutes=n)
    for n in (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440, 2_880, 10_080, 43_200)
]
_NAMES = {"updates": ("update", "updates"), "others": ("other line", "other lines")}


@dataclass(frozen=True)
class Bucket:
    """What was written in an interval from `since` on."""

    since: datetime
    updates: int
    others: int


def statuses(facts: Facts) -> str:
    """How long it was in which status; empty when that took no time."""
    found = phases(facts)
    if not found:
        return ""
    shapes = [*_phases(facts, found), *_reopened(facts), *_axis(facts, BAR + 14)]
    told = ", ".join(f"{p.status.label.lower()} {span(p.lasted)}" for p in found)
    return _svg("statuses", f"Status of {facts.reference} over time", told, 78, shapes)


def activity(facts: Facts) -> str:
    """How much was written when; empty when nothing was, or it took no time."""
    found = buckets(facts)
    most = max((b.updates + b.others for b in found), default=0)
    if not most:
        return ""
    height = 90
    shapes = [*_bars(facts, found, most, height), *_axis(facts, height + 14)]
    updates = sum(bucket.updates for bucket in found)
    total = updates + sum(bucket.others for bucket in found)
    told = f"updates {updates}, all lines {total}, at most {most} in {_step_of(found)}"
    title = f"Lines on the timeline of {facts.reference} over time"
    return _svg("activity", title, told, height + 44, shapes)


def buckets(facts: Facts) -> list[Bucket]:
    """Equal intervals from declared to resolved, each with what was written in it."""
    whole = facts.end - facts.declared_at
    if whole <= timedelta():
        return []
    step = _step(whole)
    count = -(-whole // step)
    updates, others = [0] * count, [0] * count
    for line in facts.lines:
        if facts.declared_at <= line.at <= facts.end:
            place = min((line.at - facts.declared_at) // step, count - 1)
            kind = updates if line.weight is Weight.UPDATE else others
            kind[place] += 1
    return [
        Bucket(facts.declared_at + step * n, updates[n], others[n])
        for n in range(count)
    ]


def _step(whole: timedelta) -> timedelta:
    fitting = (step for step in STEPS if whole <= step * BARS)
    return next(fitting, whole / BARS)


def _step_of(found: Sequence[Bucket]) -> str:
    for first, second in pairwise(found):
        return span(second.since - first.since)
    return "all"


def _x(at: datetime, facts: Facts) -> float:
    whole = facts.end - facts.declared_at
    return round(WIDTH * ((at - facts.declared_at) / whole), 1)


def _phases(facts: Facts, found: Sequence[Phase]) -> Iterator[str]:
    for phase in found:
        left, right = _x(phase.since, facts), _x(phase.until, facts)
        width = max(1.0, round(right - left, 1))
        label = phase.status.label
        told = escape(f"{label}: {span(phase.lasted)}")
        yield (
            f'<rect class="phase {phase.status.value}" x="{left}" y="0" '
            f'width="{width}" height="{BAR}"><title>{told}</title></rect>'
        )
        if width > len(label) * LETTER + 12:
            yield f'<text class="inside" x="{left + 8}" y="22">{escape(label)}</text>'


def _reopened(facts: Facts) -> Iterator[str]:
    for at in facts.reopened:
        if facts.declared_at <= at <= facts.end:
            x = _x(at, facts)
            yield (
                f'<path class="reopened" d="M{x} {BAR - 8}l6 12h-12z">'
                f"<title>Reopened {at.astimezone(UTC):%H:%M} UTC</title></path>"
            )


def _bars(
    facts: Facts, found: Sequence[Bucket], most: int, height: int
) -> Iterator[str]:
    width = round(WIDTH / len(found), 2)
    for place, bucket in enumerate(found):
        top = float(height)
        for kind, count in (("others", bucket.others), ("updates", bucket.updates)):
            if not count:
                continue
            tall = round((height - 6) * count / most, 1)
            top = round(top - tall, 1)
            what = _NAMES[kind][count != 1]
            told = f"{bucket.since.astimezone(UTC):%H:%M} UTC: {count} {what}"
            yield (
                f'<rect class="{kind}" x="{round(place * width + 1, 1)}" y="{top}" '
                f'width="{max(1.0, round(width - 2, 1))}" height="{tall}">'
                f"<title>{told}</title></rect>"
            )


def _axis(facts: Facts, y: int) -> Iterator[str]:
    """Times in UTC, with the day where it took longer than one."""
    whole = facts.end - facts.declared_at
    form = "%H:%M" if whole < timedelta(days=1) else "%d %b %H:%M"
    for n in range(TICKS + 1):
        at = (facts.declared_at + whole * n / TICKS).astimezone(UTC)
        x = round(WIDTH * n / TICKS, 1)
        anchor = {0: "start", TICKS: "end"}.get(n, "middle")
        yield f'<path class="tick" d="M{x} {y - 14}v5"/>'
        yield (
            f'<text class="time" x="{x}" y="{y + 8}" text-anchor="{anchor}">'
            f"{at:{form}}</text>"
        )


def _svg(name: str, title: str, told: str, height: int, shapes: Sequence[str]) -> str:
    return (
        f'<svg class="chart {name}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-told">'
        f'<title id="{name}-title">{escape(title)} (UTC)</title>'
        f'<desc id="{name}-told">{escape(told)}.</desc>{"".join(shapes)}</svg>'
    )
