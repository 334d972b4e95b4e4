"""An incident's follow-ups, each with what can be done about it."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot import blockkit
from bot.answers import Answer, Block, Done, Refresh, Say, View
from bot.asks import Ask
from bot.messages import follow_ups, words
from bot.messages.follow_ups import AT_HOME, IN_LIST, IN_MESSAGE, value_of
from bot.mrkdwn import inline
from incidents.followups import queries, services
from incidents.followups.models import FollowUp
from incidents.people.models import Person
from incidents.record.models import Incident

SHOWN = 40


def view(
    incident: Incident, found: Sequence[FollowUp], *, person: Person, today: date
) -> View:
    """The first 40; the web has all. Pure."""
    add = blockkit.button(
        "Add a follow-up", "incident_follow_up", str(incident.pk), style="primary"
    )
    blocks = [
        blockkit.section(f"*{incident.reference}* {inline(incident.title, 1_000)}"),
        blockkit.actions(add),
    ]
    for each in found[:SHOWN]:
        blocks += _item(each, person, today)
    if not found:
        example = words.command("follow-up Renew the certificate @ada friday")
        blocks.append(blockkit.section(f"Nothing to follow up yet. Also: {example}"))
    if len(found) > SHOWN:
        more = f"<{follow_ups.web_list()}?incident={incident.pk}|all of them>"
        blocks.append(blockkit.context(f"and {len(found) - SHOWN} more: {more}"))
    return blockkit.modal(
        f"{incident.reference} follow-ups"[: blockkit.TITLE],
        blocks,
        callback_id="incident_follow_ups",
        close="Done",
        incident=incident.pk,
    )


def loaded(ask: Ask) -> View:
    """The list as it is now."""
    incident = ask.the_incident
    return view(
        incident,
        list(queries.of(incident)),
        person=ask.person,
        today=services.today_of(ask.person, ask.now),
    )


def answer(ask: Ask, place: str, said: Say) -> Answer:
    """How a press is answered where the button stands: the list is shown anew, and
    a Home or a reminder is edited by itself.
    """
    if place == IN_LIST:
        return Refresh(loaded(ask))
    return Done() if place in (AT_HOME, IN_MESSAGE) else said


def pressed(ask: Ask) -> tuple[int, str]:
    """The follow-up's id and the place of the button."""
    number, _, place = ask.value.partition(":")
    return int(number), place


def _item(each: FollowUp, person: Person, today: date) -> Iterator[Block]:
    value = value_of(each, IN_LIST)
    if each.status != FollowUp.Status.OPEN:
        back = blockkit.button("Reopen", "follow_up_reopen", value)
        yield blockkit.section(follow_ups.line(each), accessory=back)
        return
    yield blockkit.section(follow_ups.line(each, today))
    buttons = [blockkit.button("Done", "follow_up_done", value, style="primary")]
    if each.owner_id != person.pk:
        buttons.append(blockkit.button("I do it", "follow_up_take", value))
    buttons += [
        blockkit.button("Edit", "incident_follow_up", value_of(each)),
        blockkit.button("Drop", "follow_up_drop", value),
    ]
    yield blockkit.actions(*buttons, block_id=f"follow_up:{each.pk}")
