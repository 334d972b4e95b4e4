"""The form that puts somebody on call for a while."""

from bot import blockkit, mentions, shifts
from bot.answers import Answer, Say, View
from bot.asks import Ask
from bot.mrkdwn import clip, inline, moment
from bot.registry import Modal
from incidents.oncall import overriding, showing
from incidents.oncall.changes import REASON_LIMIT
from incidents.oncall.models import Schedule
from incidents.oncall.values import position_name
from incidents.values import Mistake


def view(ask: Ask) -> View:
    """Raises Mistake when there is no schedule."""
    found = showing.shown(showing.every(), ask.now)
    options = [
        blockkit.option(
            f"{clip(each.schedule.name, 50)}: {position_name(slot.position)}",
            f"{each.schedule.pk}:{slot.position}",
            f"now {slot.now.name}" if slot.now else "now nobody",
        )
        for each in found
        for slot in each.slots
    ]
    if not options:
        raise Mistake("There is no on-call schedule yet.")
    return blockkit.modal(
        "Override",
        [
            blockkit.field(
                "Where",
                blockkit.select("where", options, placeholder="Schedule and position"),
            ),
            blockkit.field(
                "Who is on call instead?",
                blockkit.person_select(
                    "person", placeholder="Choose somebody", chosen=ask.slack_id
                ),
                hint="They are told, unless it is you.",
            ),
            blockkit.field("From", blockkit.moment_picker("starts_at", chosen=ask.now)),
            blockkit.field("Until", blockkit.moment_picker("ends_at")),
            blockkit.field(
                "Why", blockkit.text_input("reason", limit=REASON_LIMIT), optional=True
            ),
        ],
        callback_id="oncall_override",
        submit="Put on call",
    )


def submit(ask: Ask) -> Answer:
    number, _, position = str(ask.values.get("where") or "").partition(":")
    schedule = None
    if number.isdecimal() and position.isdecimal():
        schedule = Schedule.objects.filter(pk=int(number)).first()
    if schedule is None:
        raise Mistake("This schedule is not there any more.", field="where")
    ends_at = shifts.moment_of(ask, "ends_at")
    if ends_at is None:
        raise Mistake("Choose until when.", field="ends_at")
    starts_at = max(shifts.moment_of(ask, "starts_at") or ask.now, ask.now)
    before = shifts.held_by(schedule, int(position), starts_at, ends_at)
    made = overriding.override(
        schedule=schedule,
        position=int(position),
        person=mentions.person(str(ask.values.get("person") or ""), field="person"),
        starts_at=starts_at,
        ends_at=ends_at,
        reason=str(ask.values.get("reason") or ""),
        by=ask.person,
        now=ask.now,
    )
    where = f"{position_name(int(position))} of {inline(schedule.name, 80)}"
    stretch = f"{moment(made.starts_at)} to {moment(made.ends_at)}"
    whose = shifts.in_place_of(before, made.person.name)
    text = (
        f"📟 {inline(made.person.name, 120)} is on call as {where}, {stretch}. {whose}"
    )
    return Say(text, title="Overridden")


MODAL = Modal(callback_id="oncall_override", submit=submit)
