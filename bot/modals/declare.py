"""The form that declares an incident. Only the title is needed.

It is shown anew while it is filled in: with what a severity brings, with questions that
help to choose one, and with what is open already and alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import blockkit
from bot.answers import Answer, Block, Open, View
from bot.asks import Ask
from bot.declaring import Filled, filled, new_among
from bot.messages import choices, guides
from bot.messages.listing import line
from bot.modals import declared
from bot.mrkdwn import inline, prose
from bot.quoting import facts_of_quote
from bot.registry import Modal
from incidents.catalog import impact
from incidents.catalog import queries as catalog
from incidents.catalog.models import ImpactQuestion, Service
from incidents.invitations import queries as invitations
from incidents.lifecycle.duplicates import near_duplicates
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response import declaring
from incidents.values import TEXT_LIMIT, TITLE_LIMIT


@dataclass(frozen=True)
class Around:
    """What the form shows beside its inputs."""

    services: Sequence[Service]
    questions: Sequence[ImpactQuestion] = ()
    consequences: Sequence[str] = ()
    alike: Sequence[Incident] = ()
    now: datetime | None = None


def opened(form: Filled, *, person: Person, now: datetime) -> View:
    """The form as it stands, with what goes with it now."""
    alike = []
    if form.title.strip():
        alike = near_duplicates(declaration=form.declaration, by=person)
    return shown(form, alike=alike, now=now)


def shown(form: Filled, *, alike: Sequence[Incident], now: datetime) -> View:
    """The form with these incidents offered as perhaps the same."""
    around = Around(
        services=catalog.services(),
        questions=impact.questions() if form.helping else (),
        consequences=_consequences(form, now),
        alike=alike,
        now=now,
    )
    offered = [*form.offered, *(incident.pk for incident in alike)]
    return view(form.with_offered(offered), around)


def view(form: Filled, around: Around) -> View:
    """The form, with an input for each thing that can be told. Pure."""
    blocks = [
        *_quote(form),
        *_alike(around),
        blockkit.field(
            "Title",
            blockkit.text_input(
                "title",
                limit=TITLE_LIMIT,
                placeholder="What is wrong, in a few words",
                value=form.title,
                focus=not form.title,
            ),
        ),
        *_severity(form, around),
        *_service(form, around.services),
        blockkit.field(
            "Summary",
            blockkit.text_input(
                "summary",
                limit=TEXT_LIMIT,
                placeholder="What is known: symptoms, who is affected, links",
                value=form.summary,
                multiline=True,
            ),
            optional=True,
        ),
        _privacy(form),
    ]
    return blockkit.modal(
        "Declare an incident",
        blocks,
        callback_id="incident_declare",
        submit="Declare another" if around.alike else "Declare",
        carried=form.carried,
    )


def _quote(form: Filled) -> Iterator[Block]:
    if form.quote is not None:
        words = prose(form.quote.text, 500).replace("\n", "\n> ")
        yield blockkit.section(f"> {words}")
        yield blockkit.context(
            f"<{form.quote.permalink}|This message> is put on the timeline."
        )


def _alike(around: Around) -> Iterator[Block]:
    if not around.alike or around.now is None:
        return
    yield blockkit.section("*Is it one of these?* They are open already.")
    for incident in around.alike:
        yield blockkit.section(line(incident, now=around.now))
    yield blockkit.divider()


def _severity(form: Filled, around: Around) -> Iterator[Block]:
    field = blockkit.field(
        "Severity",
        blockkit.select(
            "severity",
            choices.severities(),
            placeholder="Not known yet",
            chosen=form.severity,
        ),
        optional=True,
        hint="Leave it open if you do not know yet; it is changed with one click.",
    )
    if form.helping:
        # Slack keeps what was chosen in a menu while the block's id is the same.
        field["block_id"] = f"severity:{form.proposed}"
    yield field | {"dispatch_action": True}
    if around.consequences:
        yield blockkit.context(
            f"{form.severity}: {inline('; '.join(around.consequences), 1_500)}."
        )
    yield from guides.beside("severity")
    if not form.helping:
        help_me = blockkit.button("Help me choose", "declare_help", ":")
        yield blockkit.actions(help_me)
    for question in around.questions:
        yield _question(question, form)


def _question(question: ImpactQuestion, form: Filled) -> Block:
    levels = list(question.levels.all())[: blockkit.OPTIONS]
    options = [
        blockkit.option(level.text, f":{question.pk}:{level.pk}") for level in levels
    ]
    chosen = f":{question.pk}:{form.answers.get(str(question.pk), '')}"
    menu = blockkit.select(
        "declare_impact", options, placeholder="Choose", chosen=chosen
    )
    block = blockkit.section(inline(question.text, 500), accessory=menu)
    return block | {"block_id": f"impact:{question.pk}"}


def _service(form: Filled, services: Sequence[Service]) -> Iterator[Block]:
    """The menu of services, asked for while somebody types when there are many; none
    while there are none, for Slack refuses it empty.
    """
    if not services:
        return
    placeholder = "Which one is affected"
    options = [choices.service(service) for service in services]
    menu = blockkit.select(
        "service", options, placeholder=placeholder, chosen=form.service
    )
    if len(options) > blockkit.OPTIONS:
        menu = blockkit.external_select("service", placeholder=placeholder)
        chosen = [each for each in options if each["value"] == form.service]
        if chosen:
            menu["initial_option"] = chosen[0]
    field = blockkit.field(
        "Service", menu, optional=True, hint="Its team is invited, and who is on call."
    )
    yield field | {"dispatch_action": True}


def _privacy(form: Filled) -> Block:
    choice = blockkit.option(
        "Private incident",
        "private",
        "Private channel, nothing announced, only you invited.",
    )
    box = blockkit.checkbox("private", choice)
    if form.is_private:
        box["initial_options"] = [choice]
    return blockkit.field("Privacy", box, optional=True)


def _consequences(form: Filled, now: datetime) -> list[str]:
    if not form.severity:
        return []
    told = impact.consequences(form.severity)
    service = form.declaration.service
    about = Incident(
        severity=form.severity, service_id=service, is_private=form.is_private
    )
    named = invitations.groups(about, at=now)
    return [f"invited: {', '.join(named)}", *told] if named else told


def submit(ask: Ask) -> Answer:
    form = filled(ask)
    alike = near_duplicates(declaration=form.declaration, by=ask.person)
    if new_among([incident.pk for incident in alike], form.offered):
        return Open(shown(form, alike=alike, now=ask.now))
    incident = declaring.declare(
        declaration=form.declaration,
        message=facts_of_quote(form.quote) if form.quote else None,
        by=ask.person,
        now=ask.now,
    )
    return Open(
        declared.view(incident, invited=invitations.groups(incident, at=ask.now))
    )


MODAL = Modal(callback_id="incident_declare", submit=submit)
