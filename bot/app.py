"""The Bolt app: it checks, authorises, and gives each payload to `bot.dispatch`."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, cast

from django.conf import settings
from slack_bolt import Ack, App, BoltContext, BoltResponse, Respond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot import dispatch, following
from bot.slack import make_client
from incidents.channels import queries as channels

log = logging.getLogger(__name__)

# A form must be open within 3 s of the click. Source: Slack, trigger_id.
OPEN_SECONDS = 2.5
THREADS = 32
ASKER = "muster_asker"


def build_app(client: WebClient, *, before: Callable[..., None] | None = None) -> App:
    """The app over a client; its time-out bounds what follows an ack.

    `before` is a middleware that runs before anything is asked of the database.
    """
    app = App(
        client=client,
        signing_secret=settings.SLACK_SIGNING_SECRET,
        authorize=cast(Callable[..., AuthorizeResult], _authorize),
        user_facing_authorize_error_message=(
            "This Muster is not connected to your workspace. Its admin connects it "
            "with `python manage.py connect`."
        ),
        process_before_response=True,
        before_authorize=before,
    )
    # A middleware and no listeners: of those, Bolt asks one after the other whether
    # they match, and copies each request for what follows the ack.
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="slack")
    app.use(_server(pool))
    app.error(_failed)
    return app


@cache
def live_app() -> App:
    """The app over Slack itself, made once for a process."""
    return build_app(make_client(OPEN_SECONDS, token=""))


def _authorize(
    context: BoltContext,
    team_id: str | None,
    enterprise_id: str | None,
    user_id: str | None,
) -> AuthorizeResult | None:
    """The one workspace of this deployment; payloads of others are refused."""
    asker = channels.asker(team=team_id or "", slack_id=user_id or "")
    if asker is None:
        log.warning("Refused a payload of workspace %s (%s)", team_id, enterprise_id)
        return None
    context[ASKER] = asker
    return AuthorizeResult(
        enterprise_id=enterprise_id,
        team_id=team_id,
        bot_token=settings.SLACK_BOT_TOKEN,
        bot_id=asker.bot_id,
        bot_user_id=asker.bot_user_id,
    )


def _server(pool: ThreadPoolExecutor) -> Callable[..., BoltResponse]:
    """A middleware that serves every payload; on the pool runs what follows the ack."""

    def serve(
        body: dict[str, Any],
        context: BoltContext,
        ack: Ack,
        client: WebClient,
        respond: Respond,
    ) -> BoltResponse:
        asker = context.get(ASKER)
        reply = dispatch.reply(body, asker) if asker else None
        if reply is None:
            return _unknown(body)
        if reply.then is not None:
            follow = pool.submit(following.follow, reply.then, body, client, respond)
            follow.add_done_callback(_log_failure)
        return ack(**reply.ack)

    return serve


def _log_failure(following: Future[None]) -> None:
    if error := following.exception():
        log.error("What follows an acknowledged request failed", exc_info=error)


def _failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Whatever broke, the person hears of it; nothing was changed."""
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
    known = " and ".join(f"`{each}`" for each in settings.SLACK_COMMANDS)
    text = f"Muster answers to {known} here."
    return BoltResponse(
        status=200, body={"response_type": "ephemeral", "text": f":warning: {text}"}
    )
