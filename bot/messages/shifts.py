"""Direct messages about shifts: requests, overrides, and a shift that begins. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit
from bot.answers import Message
from bot.messages import listing, words
from bot.mrkdwn import inline, moment, prose, span
from incidents.oncall.models import Override, ShiftRequest
from incidents.oncall.values import position_name
from incidents.record.models import Incident

Status = ShiftRequest.Status
OPEN_SHOWN = 8
ANSWERS = {
    Status.ACCEPTED: "✅ Accepted",
    Status.DECLINED: "🚫 Declined",
    Status.CANCELLED: "↩️ Taken back",
    Status.EXPIRED: "⌛ Nobody answered in time",
}


@dataclass(frozen=True)
class Start:
    """A shift that begins: what is taken over. `happened` counts incidents that were
    declared during the shift before.
    """

    schedule: str
    position: int
    until: datetime | None
    before: str
    open: Sequence[Incident]
    happened: int
    since: datetime | None


def request_message(request: ShiftRequest, *, to_asked: bool) -> Message:
    """For the asked one with buttons until it is answered, or for who asked."""
    heading = _heading(request, to_asked=to_asked)
    lines = [f"*{heading}*", *_stretches(request, to_asked=to_asked)]
    if request.reason:
        lines.append(f"> {prose(request.reason, 400)}")
    if request.answer:
        lines.append(f"{inline(request.asked.name, 120)}: {prose(request.answer, 400)}")
    blocks = [blockkit.section("\n".join(lines))]
    status = Status(request.status)
    if status == Status.PENDING:
        blocks.append(blockkit.actions(*_buttons(request, to_asked=to_asked)))
    else:
        blocks.append(blockkit.context(ANSWERS[status]))
    return Message(text=heading, blocks=tuple(blocks))


def _heading(request: ShiftRequest, *, to_asked: bool) -> str:
    verb = "cover for" if request.kind == ShiftRequest.Kind.COVER else "swap with"
    if to_asked:
        return f"🙋 {inline(request.asker.name, 120)} asks you to {verb} them"
    return f"🙋 You asked {inline(request.asked.name, 120)} to {verb} you"


def _stretches(request: ShiftRequest, *, to_asked: bool) -> Iterator[str]:
    where = f"{position_name(request.position)} of {inline(request.schedule.name, 80)}"
    takes, gives = ("You take", "They take") if to_asked else ("They take", "You take")
    stretch = f"{moment(request.starts_at)} to {moment(request.ends_at)}"
    yield f"{takes}: {where}, {stretch}"
    if request.back_starts_at is not None and request.back_ends_at is not None:
        back = f"{moment(request.back_starts_at)} to {moment(request.back_ends_at)}"
        yield f"{gives} in return: {back}"


def _buttons(request: ShiftRequest, *, to_asked: bool) -> Iterator[blockkit.Element]:
    value = f":{request.pk}"
    if to_asked:
        yield blockkit.button("Accept", "shift_accept", value, style="primary")
        yield blockkit.button("Decline", "shift_decline", value)
    else:
        yield blockkit.button("Take it back", "shift_take_back", value)


def override_message(override: Override, *, person: int) -> Message:
    """For who is put on call by somebody else, or whose pager was taken."""
    stretch = f"{moment(override.starts_at)} to {moment(override.ends_at)}"
    where = inline(override.schedule.name, 80)
    if override.position is not None:
        where = f"{position_name(override.position)} of {where}"
    by = inline(override.by.name, 120) if override.by else "Somebody"
    if override.cancelled_at is not None:
        text = f"↩️ You are not put on call any more as {where}, {stretch}."
    elif person != override.person_id:
        text = f"📟 {by} took the pager from you: {where}, {stretch}."
    else:
        text = f"📟 {by} put you on call: {where}, {stretch}."
    blocks = [blockkit.section(text)]
    if override.reason:
        blocks.append(blockkit.context(inline(override.reason, 400)))
    return Message(text=text, blocks=tuple(blocks))


def start_message(start: Start, *, now: datetime) -> Message:
    """You are on call now, and this is what you take over."""
    where = f"{position_name(start.position)} of {inline(start.schedule, 80)}"
    until = f" until {moment(start.until)}" if start.until else ""
    text = f"📟 You are on call now: {where}{until}."
    lines = [f"*{text}*"]
    if start.before:
        took = f" ({span(now - start.since)})" if start.since else ""
        count = {0: "no incident", 1: "1 incident"}.get(
            start.happened, f"{start.happened} incidents"
        )
        lines.append(f"Before you: {inline(start.before, 120)}{took}, with {count}.")
    blocks = [blockkit.section("\n".join(lines))]
    shown = start.open[:OPEN_SHOWN]
    blocks += [blockkit.section(listing.line(each, now=now)) for each in shown]
    more = len(start.open) - OPEN_SHOWN
    if not start.open:
        blocks.append(blockkit.context("Nothing of your team's services is open."))
    rest = f"and {more} more open incidents · " if more > 0 else ""
    blocks.append(
        blockkit.context(
            f"{rest}{words.command('oncall')} shows who else is on call · "
            f"{words.command('cover')} asks somebody to step in"
        )
    )
    return Message(text=text, blocks=tuple(blocks))
