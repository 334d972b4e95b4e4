"""What making an incident private does and cannot do; asked before it is done."""

from collections.abc import Sequence

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.messages import words
from bot.mrkdwn import inline
from bot.registry import Modal
from incidents.lifecycle import privacy
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.record.privacy import insiders

NAMED = 20


def view(incident: Incident, *, people: Sequence[str]) -> View:
    """`people` are the names of those who may see it then."""
    return blockkit.modal(
        f"Make {incident.reference} private"[: blockkit.TITLE],
        [
            blockkit.plain_section(incident.title),
            blockkit.section("\n".join(_does(incident, people))),
            blockkit.section("\n".join(_cannot(incident))),
        ],
        callback_id="incident_private",
        submit="Make private",
        incident=incident.pk,
    )


def _does(incident: Incident, people: Sequence[str]) -> list[str]:
    named = ", ".join(inline(name, 80) for name in people[:NAMED])
    more = len(people) - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return [
        f"*{incident.reference} becomes private*",
        f"• Only these people may see it then: {named}{rest}",
        "• Its announcement is deleted, with what Muster told under it",
        "• It leaves the lists, the search, the web pages and the API of all others",
        "• Who follows it without being in it is told no more",
    ]


def _cannot(incident: Incident) -> list[str]:
    lines = [
        "*What Muster cannot do*",
        "• Who saw it, saw it. Direct messages, e-mails and calls for help in other "
        "channels stay, and what people wrote under the announcement",
    ]
    if incident.channel is not None and not incident.channel.is_private:
        lines.append(
            f"• Its channel {words.channel(incident)} *stays public*, with all that is "
            "and will be written there: Slack lets no app convert a channel. An admin "
            "of your workspace can, in the channel's settings"
        )
    return lines


def opened(incident: Incident, *, person: Person) -> Open:
    """The form. Raises Mistake when it cannot be made private."""
    privacy.check_private(incident, by=person)
    people = insiders(incident, also=person)
    return Open(view(incident, people=[each.name for each in people]))


def submit(ask: Ask) -> Answer:
    privacy.make_private(incident=ask.the_incident, by=ask.person, now=ask.now)
    return Done()


MODAL = Modal(callback_id="incident_private", submit=submit, needs_incident=True)
