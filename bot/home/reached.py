"""How the person is paged, and what to press to change that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit, reachability
from bot.answers import Block
from bot.mrkdwn import inline
from bot.registry import HomePart
from incidents.contacts import queries
from incidents.contacts.models import ContactMethod, Importance
from incidents.contacts.numbers import hidden
from incidents.people.models import Person

SHOWN = 5


@dataclass(frozen=True)
class Mine:
    """Phones and addresses, wishes in words, and what stands in the way."""

    methods: Sequence[ContactMethod]
    wishes: Sequence[str]
    important: Sequence[str]
    warnings: Sequence[str]


def load(person: Person, _: datetime) -> Mine:
    return Mine(
        methods=list(person.methods.all()[:SHOWN]),
        wishes=reachability.wishes(person, Importance.DEFAULT),
        important=reachability.wishes(person, Importance.IMPORTANT),
        warnings=queries.warnings([person.pk])[person.pk],
    )


def blocks(mine: Mine, _: datetime) -> Iterator[Block]:
    yield blockkit.divider()
    yield blockkit.header("How you are paged")
    for method in mine.methods:
        yield blockkit.section(_line(method))
        yield blockkit.actions(*_buttons(method), block_id=f"phone:{method.pk}")
    usual = ", ".join(mine.wishes) or "Slack and e-mail at once, a call after 2 min"
    said = [f"*Usually:* {usual}"]
    if mine.important:
        said.append(f"*Important pages:* {', '.join(mine.important)}")
    said += [f"⚠️ {inline(warning, 200)}" for warning in mine.warnings[:3]]
    yield blockkit.context("\n".join(said))
    yield blockkit.actions(
        blockkit.button("Add a phone", "phone_add", ":"),
        blockkit.button("Choose when", "paging_rules", ":"),
        block_id="reached",
    )


def _line(method: ContactMethod) -> str:
    kind = ContactMethod.Kind(method.kind)
    mail = kind == ContactMethod.Kind.EMAIL
    number = inline(method.address, 254) if mail else hidden(method.address)
    state = "verified" if method.verified_at else "not verified: not used yet"
    return f"{'📧' if mail else '📱'} *{inline(str(method), 40)}* {number} · {state}"


def _buttons(method: ContactMethod) -> Iterator[blockkit.Element]:
    if method.verified_at is None:
        yield blockkit.button(
            "Enter the code", "phone_code", f":{method.pk}", style="primary"
        )
        yield blockkit.button("Send a code", "phone_send", f":{method.pk}")
    yield blockkit.asking(
        blockkit.button("Remove", "phone_remove", f":{method.pk}", style="danger"),
        "Remove it?",
        "Nobody is rung there any more.",
        confirm="Remove",
    )


PART = HomePart(rank=30, load=load, blocks=blocks)
