"""`/incident note [id] [time] [text]`: written down, posted nowhere."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages.timeline import noted
from bot.modals import note
from bot.parsing import plain
from bot.registry import Command
from incidents.people.zones import zone_of
from incidents.record import timeline
from incidents.record.clock import timed


def run(ask: Ask) -> Answer:
    if not ask.words:
        return Open(note.view(ask.the_incident))
    read = timed(plain(ask.words), now=ask.now, zone=zone_of(ask.person))
    entry = timeline.note(
        incident=ask.the_incident,
        text=read.text,
        at=read.at,
        by=ask.person,
        now=ask.now,
    )
    return noted(ask.the_incident, entry)


COMMAND = Command(
    verb="note",
    usage="[id] [14:32] [text]",
    help="Write something down on the timeline, for example `note 14:32 restarted it`",
    run=run,
    aliases=("log",),
    needs_incident=True,
    rank=30,
)
