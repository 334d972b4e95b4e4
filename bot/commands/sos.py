"""`/incident sos [id] [name] [why]`: calls at once, or asks whom."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.modals import sos as form
from bot.registry import Command
from incidents.lifecycle import sos
from incidents.lifecycle.sos import EVERYBODY_HERE, REASON_LIMIT


def run(ask: Ask) -> Answer:
    chosen, why = _chosen(ask.words)
    if not chosen:
        return Open(form.view(ask.the_incident, why=why[:REASON_LIMIT]))
    return form.call(ask, chosen=chosen, why=why)


def _chosen(words: str) -> tuple[str, str]:
    """The entry whose name the words begin with, the longest first, and the rest."""
    names = {entry.name: str(entry.pk) for entry in sos.entries()}
    names.setdefault(EVERYBODY_HERE, EVERYBODY_HERE)
    for name in sorted(names, key=len, reverse=True):
        start, rest = words[: len(name)], words[len(name) :]
        if start.casefold() == name.casefold() and rest[:1] in ("", " ", ":", ","):
            return names[name], rest.lstrip(" :,")
    return "", words


COMMAND = Command(
    verb="sos",
    usage="[id] [whom] [why]",
    help="Call for help; alone it shows whom there is to call",
    run=run,
    aliases=("help-me", "page-help"),
    needs_incident=True,
    rank=23,
)
