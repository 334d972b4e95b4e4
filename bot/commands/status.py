"""`/incident status [id] [status]`: sets the status, or shows what may follow."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import replies
from bot.modals import ending, status
from bot.mrkdwn import clip
from bot.registry import Command
from incidents.lifecycle.status import ORDER, allowed
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.values import Mistake, Status


def run(ask: Ask) -> Answer:
    if not ask.words:
        return status.opened(ask.the_incident)
    before = Status(ask.the_incident.status)
    wanted = named(ask.words, ask.the_incident)
    if form := ending.asked_first(ask, wanted):
        return form
    incident = verbs.change_status(
        incident=ask.the_incident,
        wanted=wanted,
        by=ask.person,
        now=ask.now,
    )
    return replies.status_set(incident, before=before)


def named(text: str, incident: Incident) -> Status:
    """The one status that begins so: `mon`, `post-incident`. Raises Mistake."""
    start = "_".join(text.lower().replace("-", " ").split())
    found = [s for s in ORDER if s.value.startswith(start)]
    if len(found) == 1:
        return found[0]
    options = allowed(Status(incident.status))
    names = ", ".join(s.label.lower() for s in options) or "nothing, it is final"
    raise Mistake(
        f"There is no status “{clip(text, 60)}”. "
        f"{incident.reference} is {incident.get_status_display().lower()}; "
        f"next can be: {names}."
    )


COMMAND = Command(
    verb="status",
    usage="[id] [status]",
    help="Move it along, for example `status fixing`; alone it shows what may follow",
    run=run,
    needs_incident=True,
    rank=12,
)
