"""From a Slack payload to one handler, once, and from its answer back to Slack.

The change and the request's digest commit before Slack hears "received" (design,
3.8). Forms are opened after that, on a thread, while Slack's trigger lives.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient

from bot import parsing, payloads, registry
from bot.answers import Answer, Errors, Message, Open, Say, View, dump, load
from bot.asks import Ask
from bot.messages import words
from bot.modals.notice import view as notice
from bot.mrkdwn import escape
from bot.registry import Action, Modal
from bot.slack import Slack
from incidents.channels import queries as channel_queries
from incidents.channels import services as channels
from incidents.channels.models import Workspace
from incidents.outbox.values import ProviderError
from incidents.record import queries
from incidents.record.models import Incident
from incidents.record.services import NoSuchIncident
from incidents.response import services as response
from incidents.values import Mistake

log = logging.getLogger(__name__)
LATER = "muster_later"

Body = Mapping[str, Any]


def command(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
    """A slash command."""

    def run() -> Answer:
        ask = _ask(body)
        parsed = parsing.parse(
            payloads.command_text(body),
            commands=registry.commands(),
            inside=ask.here is not None,
        )
        if parsed.incident_id is not None:
            ask = replace(ask, incident=_incident(parsed.incident_id, ask))
        return parsed.command.run(replace(ask, words=parsed.words))

    answer, first = _once(body, run)
    if isinstance(answer, Say):
        ack(**_spoken(answer))
        return
    ack()
    _later(context, answer, first)


def submission(modal: Modal, ack: Ack, body: dict[str, Any]) -> None:
    """A modal's submission."""
    answer, _ = _once(body, lambda: modal.submit(_ask(body)))
    if isinstance(answer, Errors):
        ack(response_action="errors", errors=_beside_inputs(answer, body))
    elif isinstance(answer, Open):
        ack(response_action="update", view=answer.view)
    elif isinstance(answer, Say):
        view = _spelled_out(answer)
        ack(response_action="update", view=view)
    else:  # the menu it was opened from goes too: what it shows is no longer so
        ack(response_action="clear")


def action(
    button: Action, ack: Ack, body: dict[str, Any], context: BoltContext
) -> None:
    """A press of a button or a choice in a menu."""

    def run() -> Answer:
        value = payloads.action_value(body["actions"][0])
        incident_id, rest = payloads.split_value(value)
        ask = _ask(body)
        if incident_id is not None:
            ask = replace(ask, incident=_incident(incident_id, ask))
        return button.run(replace(ask, value=rest))

    answer, first = _once(body, run)
    ack()
    _later(context, answer, first)


def later(
    body: dict[str, Any], context: BoltContext, client: WebClient, respond: Respond
) -> None:
    """What follows the ack: open a form, or tell the person something."""
    stored = context.get(LATER)
    if stored is None:
        return
    answer = load(stored)
    if isinstance(answer, Say) and body.get("response_url"):
        respond(replace_original=False, **_spoken(answer))
        return
    view = answer.view if isinstance(answer, Open) else None
    if isinstance(answer, Say):
        view = _spelled_out(answer)
    if view is not None:
        _open(body, client, respond, view)


def _open(
    body: Body, client: WebClient, respond: Respond, view: dict[str, Any]
) -> None:
    in_modal = (body.get("view") or {}).get("type") == "modal"
    method = "views.push" if in_modal else "views.open"
    try:
        Slack(client).call(method, trigger_id=body["trigger_id"], view=view)
    except ProviderError as error:
        log.warning("%s failed: %s", method, error)
        if body.get("response_url"):
            respond(
                text=f":warning: Slack did not open the form ({error.message}). "
                "Nothing is changed: try once more.",
                replace_original=False,
            )


def _once(body: Body, run: Callable[[], Answer]) -> tuple[Answer, bool]:
    def act() -> tuple[response.Answer, bool]:
        try:
            answer = run()
        except Mistake as mistake:
            return dump(_refusal(mistake, body)), False
        return dump(answer), not isinstance(answer, Errors)

    stored, first = response.once(payloads.digest(body), act)
    return load(stored), first


def _refusal(mistake: Mistake, body: Body) -> Answer:
    if body.get("type") == "view_submission":
        return Errors(texts={mistake.field: mistake.message})
    return Say(text=f":warning: {escape(mistake.message)}")


def _ask(body: Body) -> Ask:
    who = payloads.who(body)
    user = channel_queries.member(who.user)
    workspace = user.workspace if user else Workspace.objects.get()
    colleague = user is not None and bool(workspace.enterprise_id)
    if who.team not in ("", workspace.slack_id) and not colleague:
        raise Mistake(f"Only members of {workspace.name} can do this.")
    if user is None or user.person is None:
        user = channels.user_seen(
            workspace=workspace, slack_id=who.user, handle=who.handle
        )
    if user.person is None or not user.person.is_active:
        raise Mistake("Your account is not active here. Ask an admin of Muster.")
    ask = Ask(
        person=user.person,
        slack_id=who.user,
        channel=who.channel,
        now=timezone.now(),
        values=payloads.values(body),
    )
    here = queries.in_channel(who.channel, by=ask.person) if who.channel else None
    carried = payloads.metadata(body).get("incident")
    about = _incident(int(carried), ask) if carried else here
    return replace(ask, here=here, incident=about)


def _incident(incident_id: int, ask: Ask) -> Incident:
    try:
        return queries.find(incident_id, by=ask.person)
    except NoSuchIncident as unknown:
        listed = words.command("list")
        raise Mistake(f"{unknown.message} {listed} shows the open ones.") from unknown


def _later(context: BoltContext, answer: Answer, first: bool) -> None:  # noqa: FBT001
    if first:
        context[LATER] = dump(answer)


def _spoken(answer: Say) -> dict[str, Any]:
    message = Message(text=answer.text, blocks=answer.blocks)
    spoken: dict[str, Any] = {"text": message.text, "response_type": "ephemeral"}
    if message.blocks:
        spoken["blocks"] = list(message.blocks)
    return spoken


def _spelled_out(answer: Say) -> View:
    """What is said, as a small modal: where Slack has no message to answer with."""
    return notice(title=answer.title, text=answer.text, blocks=answer.blocks)


def _beside_inputs(answer: Errors, body: Body) -> dict[str, str]:
    """Errors by block id; what belongs to no input stands by the first one."""
    blocks = body["view"]["blocks"]
    inputs = [b["block_id"] for b in blocks if b["type"] == "input"]
    return {
        (name if name in inputs else inputs[0]): text
        for name, text in answer.texts.items()
    }
