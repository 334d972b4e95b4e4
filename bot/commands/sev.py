"""`/incident sev [id] [level]`: sets the severity, or shows the choices."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages import replies
from bot.modals import severity
from bot.registry import Command
from incidents.lifecycle import services as lifecycle


def run(ask: Ask) -> Answer:
    before = ask.the_incident
    if not ask.words:
        return Open(severity.view(before))
    incident = lifecycle.change_severity(
        incident=before, severity=ask.words, by=ask.person, now=ask.now
    )
    return replies.severity_set(incident, before=before.severity)


COMMAND = Command(
    verb="sev",
    usage="[id] [1-4]",
    help="Set how bad it is, for example `sev 1`; alone it explains the levels",
    run=run,
    aliases=("severity",),
    needs_incident=True,
    takes_level=True,
    rank=11,
)
