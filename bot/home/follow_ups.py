"""What the person has still to do because of incidents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import blockkit
from bot.answers import Block
from bot.messages.follow_ups import AT_HOME, due, title, value_of, web_list
from bot.mrkdwn import inline
from bot.registry import HomePart
from incidents.followups import queries, services
from incidents.followups.models import FollowUp
from incidents.people.models import Person

SHOWN = 8


@dataclass(frozen=True)
class Mine:
    """`first` are those shown, of `total`; `today` is the person's."""

    first: Sequence[FollowUp]
    total: int
    today: date


def load(person: Person, now: datetime) -> Mine:
    found = queries.mine(by=person)
    return Mine(
        first=list(found[:SHOWN]),
        total=found.count(),
        today=services.today_of(person, now),
    )


def blocks(mine: Mine, now: datetime) -> Iterator[Block]:
    if not mine.total:
        return
    count = "1 open" if mine.total == 1 else f"{mine.total} open"
    yield blockkit.header(f"Your follow-ups: {count}")
    for each in mine.first[:SHOWN]:
        done = blockkit.button("Done", "follow_up_done", value_of(each, AT_HOME))
        yield blockkit.section(_line(each, mine.today), accessory=done)
    more = mine.total - len(mine.first[:SHOWN])
    if more > 0:
        yield blockkit.context(f"and {more} more: <{web_list()}|all of yours>")


def _line(each: FollowUp, today: date) -> str:
    about = f"{each.incident.reference} {inline(each.incident.title, 300)}"
    facts = (about, due(each, today))
    return f"⬜ {title(each)}\n{' · '.join(fact for fact in facts if fact)}"


PART = HomePart(rank=5, load=load, blocks=blocks)
