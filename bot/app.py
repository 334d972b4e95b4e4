"""The Bolt app: every listener comes from the registry."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot import dispatch, registry
from bot.slack import make_client
from incidents.channels.models import Workspace

log = logging.getLogger(__name__)

# A form must be open within 3 s of the click. Source: Slack, trigger_id.
OPEN_SECONDS = 2.5
THREADS = 32
LINKS = re.compile(r"^(noop|link)_")


def build_app(client: WebClient) -> App:
    """The app over a client; its time-out bounds what follows an ack."""
    app = App(
        client=client,
        signing_secret=settings.SLACK_SIGNING_SECRET,
        authorize=cast(Callable[..., AuthorizeResult], _authorize),
        user_facing_authorize_error_message=(
            "This Muster is not connected to your workspace. Its admin connects it "
            "with `python manage.py connect`."
        ),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="slack"),
    )
    app.command(settings.SLACK_INCIDENT_COMMAND)(
        ack=dispatch.command, lazy=[dispatch.later]
    )
    for modal in registry.modals():
        app.view(modal.callback_id)(_submission(modal))
    for action in registry.actions():
        app.action(action.action_id)(ack=_action(action), lazy=[dispatch.later])
    app.action(LINKS)(_acknowledge)
    for event in registry.events():
        app.event(event.name)(_event(event))
    app.error(_failed)
    return app


@cache
def live_app() -> App:
    """The app over Slack itself, made once for a process."""
    return build_app(make_client(OPEN_SECONDS, token=""))


def _authorize(
    team_id: str | None, enterprise_id: str | None
) -> AuthorizeResult | None:
    """The one workspace of this deployment; payloads of others are refused."""
    workspace = Workspace.objects.filter(slack_id=team_id or "").first()
    if workspace is None:
        log.warning("Refused a payload of workspace %s (%s)", team_id, enterprise_id)
        return None
    return AuthorizeResult(
        enterprise_id=enterprise_id,
        team_id=team_id,
        bot_token=settings.SLACK_BOT_TOKEN,
        bot_id=workspace.bot_id,
        bot_user_id=workspace.bot_user_id,
    )


def _submission(modal: registry.Modal) -> Any:
    def listener(ack: Ack, body: dict[str, Any]) -> None:
        dispatch.submission(modal, ack, body)

    return listener


def _action(action: registry.Action) -> Any:
    def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        dispatch.action(action, ack, body, context)

    return listener


def _acknowledge(ack: Ack) -> None:
    """A link button: Slack opens the link and tells us all the same."""
    ack()


def _event(subscribed: registry.Event) -> Any:
    def listener(event: dict[str, Any]) -> None:
        with transaction.atomic():
            subscribed.handle(event)

    return listener


def _failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Whatever broke, the person hears of it; nothing was changed."""
    if isinstance(error, BoltUnhandledRequestError):
        return _unknown(body)
    log.error("A request of Slack failed", exc_info=error)
    text = "Muster could not do that and changed nothing. Please try again in a moment."
    if body.get("type") == "view_submission":
        blocks = body["view"]["blocks"]
        errors = {b["block_id"]: text for b in blocks[:] if b["type"] == "input"}
        answer = {"response_action": "errors", "errors": dict([*errors.items()][:1])}
        return BoltResponse(status=200, body=answer)
    if "command" in body:
        spoken = {"response_type": "ephemeral", "text": f":warning: {text}"}
        return BoltResponse(status=200, body=spoken)
    return BoltResponse(status=500)


def _unknown(body: dict[str, Any]) -> BoltResponse:
    """Acknowledge what Muster has no use for: Slack shows or repeats a refusal."""
    command = body.get("command")
    log.info("Nothing to do for a %s of Slack", command or body.get("type"))
    if not command:
        return BoltResponse(status=200)
    text = f"Muster answers to `{settings.SLACK_INCIDENT_COMMAND}` here."
    return BoltResponse(
        status=200, body={"response_type": "ephemeral", "text": f":warning: {text}"}
    )
