"""`/incident archive [id] [now|keep]`: its channel, once it is closed."""

from bot import blockkit
from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages import ending
from bot.mrkdwn import clip
from bot.registry import Command
from incidents.lifecycle import archiving
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    wish = ask.words.lower()
    if not wish:
        return _how_it_stands(ask)
    return carry_out(ask, wish)


def carry_out(ask: Ask, wish: str) -> Answer:
    """Archive it `now`, or `keep` it. Raises Mistake."""
    incident = ask.the_incident
    if wish == "now":
        archiving.archive(incident=incident, by=ask.person, now=ask.now)
        return Say(f"🗄️ The channel of {incident.reference} is being archived.")
    if wish == "keep":
        archiving.keep(incident=incident, by=ask.person, now=ask.now)
        return Say(f"The channel of {incident.reference} stays open.")
    raise Mistake(f"Say `now` or `keep`, not “{clip(wish, 60)}”.")


def _how_it_stands(ask: Ask) -> Say:
    """Asks first. Raises Mistake where there is nothing to archive."""
    incident = ask.the_incident
    archiving.refuse(incident)
    at = archiving.planned(incident)
    text = f"The channel of {incident.reference} stays open."
    if at is not None:
        text = f"The channel of {incident.reference} is archived {ending.day(at)}."
    buttons = ending.archive_buttons(incident, is_planned=at is not None)
    return Say(text, blocks=(blockkit.section(text), blockkit.actions(*buttons)))


COMMAND = Command(
    verb="archive",
    usage="[id] [now | keep]",
    help="Archive the channel of a closed incident now, or not by itself",
    run=run,
    needs_incident=True,
    rank=43,
)
