"""A deployment freeze, where deployments are watched. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit
from bot.answers import Block, Message
from bot.mrkdwn import inline, moment, prose
from incidents.freezes.models import EVERYTHING

REASON = 500


@dataclass(frozen=True)
class FreezeFact:
    """`about` and `by` are empty where a private incident must not be known."""

    id: int
    scope: str
    reason: str
    by: str
    about: str
    until: datetime | None
    lifted_at: datetime | None
    lifted_by: str


def freeze_message(fact: FreezeFact) -> Message:
    """One message, edited when the freeze changes or ends."""
    return Message(text=_headline(fact), blocks=tuple(_blocks(fact)))


def override_message(*, by: str, scope: str, reason: str, until: datetime) -> Message:
    """Told under the freeze: somebody deploys all the same."""
    text = (
        f"🚧 {inline(by, 120)} deploys *{what(scope)}* all the same, until "
        f"{moment(until)}: {prose(reason, REASON)}"
    )
    return Message(text=text, blocks=(blockkit.section(text),))


def what(scope: str) -> str:
    return "everything" if scope == EVERYTHING else inline(scope, 80)


def _headline(fact: FreezeFact) -> str:
    if fact.lifted_at is not None:
        return f"✅ Deployments of {what(fact.scope)} may go on"
    return f"🧊 Deployments of {what(fact.scope)} are frozen"


def _blocks(fact: FreezeFact) -> Iterator[Block]:
    lines = [f"*{_headline(fact)}*"]
    if fact.reason:
        lines.append(prose(fact.reason, REASON))
    yield blockkit.section("\n".join(lines))
    yield blockkit.context(" · ".join(_details(fact)))
    if fact.lifted_at is None:
        yield blockkit.actions(
            blockkit.button("I must deploy…", "freeze_override", f":{fact.scope}"),
            lift(fact.id, "Lift the freeze", scope=fact.scope),
        )


def lift(freeze: int, text: str, *, scope: str) -> blockkit.Element:
    """The button that ends a freeze, with these words; it asks first."""
    return blockkit.asking(
        blockkit.button(text, "freeze_lift", f":{freeze}"),
        "Lift the freeze?",
        f"{'Everything' if scope == EVERYTHING else scope} may be deployed at once, by "
        "pipelines too, unless another freeze holds it.",
        confirm="Lift",
    )


def _details(fact: FreezeFact) -> Iterator[str]:
    if fact.about:
        yield fact.about
    if fact.by:
        yield f"Frozen by {inline(fact.by, 120)}"
    if fact.lifted_at is not None:
        by = f" by {inline(fact.lifted_by, 120)}" if fact.lifted_by else ""
        yield f"Over{by}, {moment(fact.lifted_at)}"
    elif fact.until is not None:
        yield f"Until {moment(fact.until)}"
    else:
        yield "Until it is lifted"
