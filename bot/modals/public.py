"""What making a private incident public does; asked before it is done."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.registry import Modal
from incidents.lifecycle import privacy
from incidents.people.models import Person
from incidents.record.models import Incident


def view(incident: Incident) -> View:
    return blockkit.modal(
        f"Make {incident.reference} public"[: blockkit.TITLE],
        [
            blockkit.plain_section(incident.title),
            blockkit.section("\n".join(_does(incident))),
        ],
        callback_id="incident_public",
        submit="Make public",
        incident=incident.pk,
    )


def _does(incident: Incident) -> Iterator[str]:
    yield f"*{incident.reference} becomes public*"
    yield "• It is announced, and everybody may read its timeline from the beginning"
    yield "• It is in the lists, the search, the web pages and the API of all"
    if incident.channel is not None and incident.channel.is_private:
        yield (
            "• Its channel stays private: Slack lets no app convert a channel. An "
            "admin of your workspace can, in the channel's settings"
        )


def opened(incident: Incident, *, person: Person) -> Open:
    """The form. Raises Mistake when it cannot be made public, or not by them."""
    privacy.check_public(incident, by=person)
    return Open(view(incident))


def submit(ask: Ask) -> Answer:
    privacy.make_public(incident=ask.the_incident, by=ask.person, now=ask.now)
    return Done()


MODAL = Modal(callback_id="incident_public", submit=submit, needs_incident=True)
