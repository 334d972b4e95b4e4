"""Take the pager: who presses it is on call at once, until the shift ends."""

from bot.answers import Answer, Say
from bot.asks import Ask
from bot.mrkdwn import inline, moment
from bot.registry import Action
from incidents.oncall import overriding
from incidents.oncall.models import Schedule
from incidents.oncall.values import position_name
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    number, _, position = ask.value.removeprefix(":").partition(":")
    if not (number.isdecimal() and position.isdecimal()):
        raise Mistake("That schedule is gone.")
    schedule = Schedule.objects.filter(pk=int(number)).first()
    if schedule is None:
        raise Mistake("That schedule is gone.")
    made = overriding.take_pager(
        schedule=schedule, by=ask.person, now=ask.now, position=int(position)
    )
    where = f"{position_name(int(position))} of {inline(schedule.name, 80)}"
    text = f"📟 You are on call now: {where}, until {moment(made.ends_at)}."
    return Say(text, title="Pager taken")


ACTION = Action(action_id="oncall_take", run=run)
