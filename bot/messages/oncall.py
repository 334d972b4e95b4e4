"""Who is on call, for one person who asks. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot import blockkit
from bot.answers import Block, Say
from bot.messages import words
from bot.mrkdwn import clip, inline, moment
from incidents.oncall.showing import OnCall
from incidents.oncall.values import Holder, Slot, position_name

# Slack takes 50 blocks in a message; one more follows below.
BLOCKS = 48
PAGE = "oncall_page"


def on_call(
    found: Sequence[OnCall], *, about: str, ways: Mapping[int, str], asker: int
) -> Say:
    """`about` is what was asked for, empty for everything; `ways` tells how each
    person is reached, by id.
    """
    if not found:
        return _none(about)
    heading = f"On call for {inline(about, 120)}" if about else "On call now"
    blocks: list[Block] = [blockkit.section(f"*{heading}*")]
    shown = 0
    for each in found:
        further = list(_schedule(each, ways, asker))
        if len(blocks) + len(further) > BLOCKS:
            break
        blocks += further
        shown += 1
    more = len(found) - shown
    rest = f"and {more} more schedules · " if more > 0 else ""
    blocks.append(
        blockkit.context(
            f"{rest}<{words.web_oncall()}|Who is on call when> · "
            f"{words.command('cover')} and {words.command('swap')} ask somebody else"
        )
    )
    return Say(heading, blocks=tuple(blocks), title="On call")


def _none(about: str) -> Say:
    what = f"for {inline(about, 120)}" if about else "yet"
    return Say(
        f"There is no on-call schedule {what}. {words.command('oncall')} alone shows "
        "all there are; admins make them in the back-office under On call."
    )


def _schedule(found: OnCall, ways: Mapping[int, str], asker: int) -> Iterator[Block]:
    """Each position with its buttons; the first one under the schedule's name."""
    heading = f"*{inline(found.schedule.name, 80)}*\n"
    for slot in found.slots:
        yield blockkit.section(f"{heading}{slot_line(slot, ways)}")
        heading = ""
        if slot.now is None:
            yield blockkit.actions(take(found, slot))
        elif slot.now.person != asker:
            yield blockkit.actions(page(slot.now), take(found, slot))


def page(holder: Holder) -> blockkit.Element:
    """The button that opens the form to page who is on call."""
    return blockkit.button(
        f"Page {clip(holder.name, 60)}…", PAGE, f":{holder.person}", style="primary"
    )


def take(found: OnCall, slot: Slot) -> blockkit.Element:
    """The button that makes who presses it the one on call; it asks first."""
    now = f"{slot.now.name} is told" if slot.now else "Nobody has it now"
    until = "for 12 hours"
    if slot.now is not None and slot.now.until is not None:
        until = "until this shift ends"
    name = position_name(slot.position)
    return blockkit.asking(
        blockkit.button(
            "Take the pager", "oncall_take", f":{found.schedule.pk}:{slot.position}"
        ),
        "Take the pager?",
        f"You are {name} of {found.schedule.name} at once, {until}. {now}.",
        confirm="Take it",
    )


def slot_line(slot: Slot, ways: Mapping[int, str]) -> str:
    """A position in two lines: who, until when and why; and who comes next."""
    name = position_name(slot.position).capitalize()
    if slot.now is None:
        line = f"⚠️ {name}: *nobody*"
    else:
        line = f"{name}: *{inline(slot.now.name, 120)}*{_until(slot.now)}"
        if how := ways.get(slot.now.person):
            line += f" · {how}"
        line += f" · {inline(slot.now.reason, 300)}"
    if slot.following is not None and slot.following.since is not None:
        who = inline(slot.following.name, 120)
        line += f"\n    then {who}, from {moment(slot.following.since)}"
        if how := ways.get(slot.following.person):
            line += f" · {how}"
    return line


def _until(holder: Holder) -> str:
    return f" until {moment(holder.until)}" if holder.until else ""
