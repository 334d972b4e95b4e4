"""One page of what is read from Slack. The next page is the same effect again."""

from typing import Any

from django.utils import timezone
from slack_sdk.web import SlackResponse

from bot import postings, registry, syncing
from bot.registry import EffectHandler, Receipt
from bot.sending import Sending, scope_of
from incidents.channels import queries as channels
from incidents.channels import syncing as runs
from incidents.channels.models import SyncRun, Workspace
from incidents.channels.services import OtherWorkspace
from incidents.outbox import claims
from incidents.outbox.values import MAX_ATTEMPTS, ProviderError


def send(sending: Sending) -> Receipt:
    run = runs.running(int(sending.args["run"]))
    if run is None or run.name not in registry.syncs():
        return postings.nothing
    try:
        return _page(sending, run)
    except ProviderError as error:
        gave_up = error.permanent or sending.claim.failures >= MAX_ATTEMPTS
        if error.retry_after is None:
            now = timezone.now()
            runs.hindered(run=run, error=error.message, gave_up=gave_up, now=now)
        else:
            runs.paced(run=run)
        raise


def _page(sending: Sending, run: SyncRun) -> Receipt:
    cursor = str(sending.args["cursor"])
    sync = registry.syncs()[run.name]
    workspace = _workspace(sending, cursor)
    called: list[str] = []

    def talk(method: str, **arguments: Any) -> SlackResponse:
        called.append(method)
        return sending.call(method, **arguments)

    page = sync.page(talk, workspace, cursor)

    def receipt() -> None:
        following = syncing.keep(sync, run, workspace, page)
        if following:
            runs.go_on(run=run, cursor=following)
        if following and run.is_paced and called:
            claims.throttle(scope_of(called[-1]), seconds=sync.pace)

    return receipt


def _workspace(sending: Sending, cursor: str) -> Workspace:
    """The one of our token, asked for with the first page."""
    known = channels.workspace()
    if known is not None and cursor:
        return known
    try:
        return syncing.connect(sending.call)
    except OtherWorkspace as other:
        raise ProviderError(str(other), permanent=True) from other


EFFECT = EffectHandler(kind="sync", send=send)
