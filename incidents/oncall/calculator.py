"""Who is on call when, of a rota as values. Pure.

In each position the latest made override counts first, then the layers from the
highest rank down. Who is away or has left is passed over: whoever stands below in the
same position is on call, and where nobody does there is a gap.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter

from incidents.oncall.rota import Lane, Piece, turns
from incidents.oncall.values import Away, Instead, Rota, Span, Turns

# A person, or None in a gap, and why.
Choice = tuple[int | None, str]


def spans(rota: Rota, since: datetime, until: datetime) -> tuple[Span, ...]:
    """All of this time for every position, gaps named, by position and time.

    The spans of a position follow each other from `since` to `until` without a hole.
    """
    return tuple(
        span
        for position in rota.positions
        for span in of_position(rota, position, since, until)
    )


def of_position(
    rota: Rota, position: int, since: datetime, until: datetime
) -> list[Span]:
    """The same of one position."""
    if since >= until:
        return []
    lanes = [
        _present(rota, lane) for lane in _lanes(rota, position, since, until) if lane
    ]
    return list(_spans(position, _chosen(lanes, since, until)))


def _spans(
    position: int, chosen: Iterable[tuple[datetime, datetime, Choice]]
) -> Iterator[Span]:
    """Stretches that follow each other and have one holder and reason are one."""
    for (person, reason), group in groupby(chosen, key=itemgetter(2)):
        same = list(group)
        yield Span(position, person, same[0][0], same[-1][1], reason)


def _lanes(
    rota: Rota, position: int, since: datetime, until: datetime
) -> Iterator[Lane]:
    """What could be on call, what counts first standing first."""
    newest = sorted(
        rota.overrides, key=lambda each: (each.made_at, each.number), reverse=True
    )
    for each in newest:
        starts, ends = max(each.starts_at, since), min(each.ends_at, until)
        if each.position in (None, position) and starts < ends:
            yield [Piece(starts, ends, each.person, _override(each))]
    for layer in ranked(rota.layers):
        if layer.position == position:
            yield turns(layer, rota.zone, since, until, why=f"layer “{layer.name}”")


def ranked(layers: Iterable[Turns]) -> list[Turns]:
    """From the one that counts first; of the same rank, the older one does."""
    return sorted(layers, key=lambda each: (-each.rank, each.number))


def _override(each: Instead) -> str:
    by = f" by {each.by}" if each.by else ""
    return f"override{by}: {each.reason}" if each.reason else f"override{by}"


def _present(rota: Rota, lane: Lane) -> Lane:
    """The lane with what its people miss marked so."""
    missing = rota.gone.union(each.person for each in rota.away)
    if not missing:
        return lane
    return [
        part
        for piece in lane
        for part in (_parts(rota, piece) if piece.person in missing else (piece,))
    ]


def _parts(rota: Rota, piece: Piece) -> Iterator[Piece]:
    name = rota.name_of(piece.person)
    if piece.person in rota.gone:
        yield piece._replace(absent=f"{name} has left")
        return
    starts = piece.starts
    for leave in _leave_of(rota.away, piece):
        if leave.starts_at > starts:
            yield piece._replace(starts=starts, ends=leave.starts_at)
        ends = min(leave.ends_at, piece.ends)
        begins = max(leave.starts_at, starts)
        if begins < ends:
            why = f" ({leave.reason})" if leave.reason else ""
            absent = f"{name} is away{why}"
            yield piece._replace(starts=begins, ends=ends, absent=absent)
            starts = ends
    if starts < piece.ends:
        yield piece._replace(starts=starts)


def _leave_of(away: Sequence[Away], piece: Piece) -> list[Away]:
    mine = [
        each
        for each in away
        if each.person == piece.person
        and each.starts_at < piece.ends
        and each.ends_at > piece.starts
    ]
    return sorted(mine, key=lambda each: (each.starts_at, each.ends_at))


def _chosen(
    lanes: Sequence[Lane], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, Choice]]:
    """A sweep over all edges: who counts between each two of them."""
    if len(lanes) == 1:
        yield from _alone(lanes[0], since, until)
        return
    coming = [(piece, rank) for rank, lane in enumerate(lanes) for piece in lane]
    coming.sort(key=lambda each: each[0].starts, reverse=True)
    edges = {since, until}
    for piece, _ in coming:
        edges.update((piece.starts, piece.ends))
    current: dict[int, Piece] = {}
    for starts, ends in pairwise(sorted(edges)):
        while coming and coming[-1][0].starts <= starts:
            piece, rank = coming.pop()
            current[rank] = piece
        for rank in [r for r, piece in current.items() if piece.ends <= starts]:
            del current[rank]
        yield starts, ends, _first(current)


def _alone(
    lane: Lane, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, Choice]]:
    """The same where nothing else could count, which is most of the time."""
    at = since
    for piece in lane:
        if piece.starts > at:
            yield at, piece.starts, _first({})
        usual = (piece.person, piece.why)  # as _first has it
        yield piece.starts, piece.ends, _first({0: piece}) if piece.absent else usual
        at = piece.ends
    if at < until:
        yield at, until, _first({})


def _first(current: dict[int, Piece]) -> Choice:
    passed: list[str] = []
    for rank in sorted(current):
        piece = current[rank]
        if not piece.absent:
            return piece.person, _because(piece.why, passed)
        passed.append(piece.absent)
    if passed:
        return None, f"{_list(passed)}, and nobody stands below"
    return None, "no layer has anybody then"


def _because(why: str, passed: Sequence[str]) -> str:
    return f"{why}, because {_list(passed)}" if passed else why


def _list(passed: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(passed))


def shifts(found: Sequence[Span]) -> list[list[Span]]:
    """Spans of one position that follow each other and have the same holder, together:
    what a person takes for one shift, whatever the reasons within it.
    """
    return [list(group) for _, group in groupby(found, key=lambda span: span.person)]
