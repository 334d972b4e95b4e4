"""The form that asks somebody to take a shift, or a part of it."""

from bot import blockkit, mentions, shifts
from bot.answers import Answer, Say, View
from bot.asks import Ask
from bot.mrkdwn import inline, moment
from bot.registry import Modal
from incidents.oncall import asking
from incidents.oncall.changes import REASON_LIMIT
from incidents.oncall.values import position_name
from incidents.values import Mistake


def view(ask: Ask) -> View:
    """Raises Mistake for who is on call nowhere."""
    found = shifts.mine(ask.person, ask.now)
    if not found:
        raise Mistake("You are on call in no schedule in the next eight weeks.")
    options = [shifts.option(each, ask.person) for each in found]
    menu = blockkit.select(
        "shift", options, placeholder="Your shifts", chosen=options[0]["value"]
    )
    return blockkit.modal(
        "Ask for cover",
        [
            blockkit.field("Which of your shifts", menu),
            blockkit.field(
                "Whom do you ask?",
                blockkit.person_select(
                    "person",
                    placeholder="Choose somebody",
                    chosen=mentions.first(ask.words),
                ),
                hint="They get a message with Accept and Decline. You stay on call "
                "until they accept.",
            ),
            blockkit.field(
                "Only from",
                blockkit.moment_picker("starts_at"),
                optional=True,
                hint="Leave both empty for all of the shift.",
            ),
            blockkit.field(
                "Only until", blockkit.moment_picker("ends_at"), optional=True
            ),
            blockkit.field(
                "Why", blockkit.text_input("reason", limit=REASON_LIMIT), optional=True
            ),
        ],
        callback_id="shift_cover",
        submit="Ask",
    )


def submit(ask: Ask) -> Answer:
    shift = shifts.chosen(ask, "shift")
    asked = mentions.person(str(ask.values.get("person") or ""), field="person")
    starts_at = shifts.moment_of(ask, "starts_at") or shift.starts
    ends_at = shifts.moment_of(ask, "ends_at") or shift.ends
    asking.ask_cover(
        schedule=shift.schedule,
        position=shift.position,
        asked=asked,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=str(ask.values.get("reason") or ""),
        by=ask.person,
        now=ask.now,
    )
    where = f"{position_name(shift.position)} of {inline(shift.schedule.name, 80)}"
    text = (
        f"🙋 {inline(asked.name, 120)} is asked. If they accept, they are {where} in "
        f"your place from {moment(starts_at)} to {moment(ends_at)}; until then you are."
    )
    return Say(text, title="Asked")


MODAL = Modal(callback_id="shift_cover", submit=submit)
