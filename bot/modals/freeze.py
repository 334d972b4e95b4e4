"""What is frozen, and the form that freezes."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Answer, Block, Errors, Say, View
from bot.asks import Ask
from bot.messages.freeze import lift, what
from bot.mrkdwn import inline, moment, prose
from bot.registry import Modal
from incidents.freezes import services
from incidents.freezes.models import EVERYTHING
from incidents.freezes.services import REASON_LIMIT
from incidents.freezes.until import until_of
from incidents.freezes.values import Standing, State
from incidents.record.models import Incident

SHOWN = 10


def view(state: State, *, about: Incident | None) -> View:
    """`about` is the incident in whose channel it is asked, if any."""
    blocks = [*_standing(state)]
    blocks += [
        blockkit.field(
            "What must not be deployed",
            blockkit.text_input(
                "scope", limit=80, placeholder=EVERYTHING, value=EVERYTHING
            ),
            hint="all, or the short name of a team or service; pipelines ask by it.",
        ),
        blockkit.field(
            "Until",
            blockkit.text_input("until", limit=20, placeholder="2h, 30m, 1d or 18:00"),
            optional=True,
            hint="Empty: until somebody lifts it.",
        ),
        blockkit.field(
            "Why",
            blockkit.text_input(
                "reason", limit=REASON_LIMIT, placeholder="What would be harmed"
            ),
            optional=True,
            hint="Everybody who deploys reads it.",
        ),
    ]
    return blockkit.modal(
        "Freeze deployments",
        blocks,
        callback_id="deployment_freeze",
        submit="Freeze",
        incident=about.pk if about else None,
    )


def _standing(state: State) -> Iterator[Block]:
    if not state.standing:
        return
    yield blockkit.section("*Frozen now*")
    for standing in state.standing[:SHOWN]:
        button = lift(standing.id, "Lift", scope=standing.scope)
        yield blockkit.section(_line(standing), accessory=button)
    if len(state.standing) > SHOWN:
        more = len(state.standing) - SHOWN
        yield blockkit.context(f"and {more} more, in the back-office")
    yield blockkit.divider()


def _line(standing: Standing) -> str:
    end = f"until {moment(standing.until)}" if standing.until else "until it is lifted"
    about = f" · {standing.incident}" if standing.incident else ""
    why = f"\n{prose(standing.reason, 500)}" if standing.reason else ""
    return f"🧊 *{what(standing.scope)}* {end} · {inline(standing.by, 120)}{about}{why}"


def submit(ask: Ask) -> Answer:
    typed = str(ask.values.get("until") or "").strip()
    until = until_of(typed, zone=ask.person.timezone, now=ask.now) if typed else None
    if typed and until is None:
        return Errors({"until": "Write 2h, 30m, 1d or a time like 18:00."})
    made = services.freeze(
        scope=str(ask.values.get("scope") or ""),
        until=until,
        reason=str(ask.values.get("reason") or ""),
        by=ask.person,
        now=ask.now,
        incident=ask.incident,
    )
    end = f"until {moment(made.until)}" if made.until else "until somebody lifts it"
    return Say(
        f"🧊 Deployments of {what(made.scope)} are frozen, {end}.",
        title="Frozen",
    )


MODAL = Modal(callback_id="deployment_freeze", submit=submit)
