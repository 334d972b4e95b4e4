"""`/incident silence [id] 1h [reason]`: its alerts page nobody until then."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import silences
from bot.modals import silence
from bot.registry import Command
from incidents.response import alerts

OFF = ("off", "stop", "end", "lift")


def run(ask: Ask) -> Answer:
    incident = ask.the_incident
    until, _, reason = ask.words.partition(" ")
    if until in ("for", "until"):
        until, _, reason = reason.strip().partition(" ")
    if not until:
        return silence.opened(ask)
    if until.lower() in OFF:
        lifted = alerts.unsilence(incident=incident, by=ask.person, now=ask.now)
        return silences.lifted(lifted)
    silenced = alerts.silence(
        incident=incident, until=until, reason=reason, by=ask.person, now=ask.now
    )
    return silences.silenced(silenced)


COMMAND = Command(
    verb="silence",
    usage="[id] [1h | 18:00 | tomorrow | off] [reason]",
    help="Its alerts page nobody for a while, for example `silence 1h known`",
    run=run,
    aliases=("mute", "quiet"),
    needs_incident=True,
    rank=16,
)
