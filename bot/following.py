"""What follows an acknowledged request: a form opens, or the person is told something.

It runs on a thread, while Slack's trigger lives (3 s), and asks no database.
"""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient

from bot.answers import Answer, Message, Open, Refresh, Say, View
from bot.modals.notice import view as notice
from bot.slack import Slack
from incidents.outbox.values import ProviderError

log = logging.getLogger(__name__)

Body = Mapping[str, Any]


def follow(answer: Answer, body: Body, client: WebClient, respond: Respond) -> None:
    """Carry it out. Slack's refusals are told to the person where that can be."""
    if isinstance(answer, Say) and body.get("response_url"):
        respond(replace_original=answer.replaces, **spoken(answer))
    elif isinstance(answer, Say):
        _open(body, client, respond, spelled_out(answer))
    elif isinstance(answer, Open):
        _open(body, client, respond, answer.view)
    elif isinstance(answer, Refresh):
        _refresh(body, client, answer.view)


def spoken(answer: Say) -> dict[str, Any]:
    """What is said, as an ephemeral message."""
    message = Message(text=answer.text, blocks=answer.blocks)
    said: dict[str, Any] = {"text": message.text, "response_type": "ephemeral"}
    if message.blocks:
        said["blocks"] = list(message.blocks)
    return said


def spelled_out(answer: Say) -> View:
    """What is said, as a small modal: where Slack has no message to answer with."""
    return notice(title=answer.title, text=answer.text, blocks=answer.blocks)


def _open(body: Body, client: WebClient, respond: Respond, view: View) -> None:
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


def _refresh(body: Body, client: WebClient, view: View) -> None:
    """Show the form anew, unless it changed meanwhile: a later answer is right then."""
    shown = body["view"]
    try:
        Slack(client).call(
            "views.update", view_id=shown["id"], hash=shown["hash"], view=view
        )
    except ProviderError as error:
        log.info("views.update failed: %s", error)
