"""Nobody is on call, told to a team and the admins. Pure."""

from django.conf import settings

from bot import blockkit
from bot.answers import Message
from bot.mrkdwn import inline, moment
from incidents.oncall.models import Gap
from incidents.oncall.values import position_name


def gap_message(gap: Gap) -> Message:
    """What is open until when, why, and how somebody takes it."""
    name = inline(gap.schedule.name, 80)
    head = f":warning: Nobody is on call as {position_name(gap.position)} of {name}"
    until = f"until {moment(gap.ends_at)}" if gap.ends_at else "with no end in sight"
    command = settings.SLACK_INCIDENT_COMMAND
    text = (
        f"*{head}*, since {moment(gap.starts_at)}, {until}: {inline(gap.reason, 300)}. "
        "What comes goes to the next level of its policy at once."
    )
    how = (
        f"Take it with `{command} oncall`, put somebody there with "
        f"`{command} override`, or change the schedule in the back-office."
    )
    return Message(text=head, blocks=(blockkit.section(text), blockkit.context(how)))
