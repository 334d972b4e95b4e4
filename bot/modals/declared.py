"""What a person reads once their incident is declared."""

from collections.abc import Sequence

from bot import blockkit
from bot.answers import View
from bot.messages import words
from bot.mrkdwn import inline
from incidents.record.models import Incident

NAMED = 10


def view(incident: Incident, *, invited: Sequence[str]) -> View:
    """`invited` names who is invited beside the declarer: teams, rules, people."""
    blocks = [
        blockkit.section(
            f"{words.sign(incident)} *{incident.reference} is declared*\n"
            f"{inline(incident.title, 2_000)}"
        ),
        blockkit.section(_channel(incident)),
        blockkit.section(_people(incident, invited)),
        blockkit.context(_next(incident)),
    ]
    declared = blockkit.modal(
        "Incident declared", blocks, callback_id="incident_declared", close="Done"
    )
    return declared | {"clear_on_close": True}


def _channel(incident: Incident) -> str:
    if not incident.channel_name:
        return (
            f"{words.short_severity(incident)} asks for no channel; "
            f"{words.command(f'channel {incident.pk}')} opens one all the same."
        )
    lock = "🔒 private " if incident.is_private else ""
    return (
        f"Slack is opening the {lock}channel *#{incident.channel_name}*; "
        "you are invited in a moment."
    )


def _people(incident: Incident, invited: Sequence[str]) -> str:
    if not invited:
        return "You lead it. Nobody else is invited yet: invite people in the channel."
    named = ", ".join(inline(name, 250) for name in invited[:NAMED])
    more = len(invited) - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"You lead it. Also invited: {named}{rest}."


def _next(incident: Incident) -> str:
    number = incident.pk
    steps = [
        f"{words.command('update …')} tells how it stands",
        f"{words.command('resolve')} when it is over",
    ]
    if not incident.severity:
        steps.insert(0, f"{words.command(f'sev {number} 2')} sets the severity")
    return f"Next, in the channel or on its card: {', '.join(steps)}."
