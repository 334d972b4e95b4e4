"""Who gains and who loses what by a change of a rota. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from incidents.oncall.calculator import of_position
from incidents.oncall.values import Rota, Span

PREVIEW = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Difference:
    """From then until then another one is on call; None is nobody."""

    position: int
    starts: datetime
    ends: datetime
    before: int | None
    after: int | None


def differences(
    before: Rota | None, after: Rota, since: datetime, until: datetime
) -> list[Difference]:
    """Where the two have another holder, by position and time."""
    positions = set(after.positions) | set(before.positions if before else ())
    found: list[Difference] = []
    for position in sorted(positions):
        for each in _of_position(before, after, position, since, until):
            last = found[-1] if found else None
            if last and (last.position, last.ends, last.before, last.after) == (
                position,
                each.starts,
                each.before,
                each.after,
            ):
                found[-1] = Difference(
                    position, last.starts, each.ends, each.before, each.after
                )
            else:
                found.append(each)
    return found


def _of_position(
    before: Rota | None, after: Rota, position: int, since: datetime, until: datetime
) -> Iterator[Difference]:
    old = of_position(before, position, since, until) if before else []
    new = of_position(after, position, since, until)
    edges = {since, until}
    edges.update(span.starts for span in (*old, *new))
    for starts, ends in pairwise(sorted(edges)):
        one, other = _holder(old, starts), _holder(new, starts)
        if one != other:
            yield Difference(position, starts, ends, one, other)


def _holder(spans: list[Span], at: datetime) -> int | None:
    covers = (span for span in spans if span.starts <= at < span.ends)
    return next((span.person for span in covers), None)
