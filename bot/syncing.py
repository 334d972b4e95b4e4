"""Reading from Slack: a page as an effect, or all of it at once for a command."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from slack_sdk.web import SlackResponse

from bot import registry
from bot.registry import Page, Sync, Talk
from bot.slack import Slack, make_client
from incidents.channels import services, syncing, vanished
from incidents.channels.models import SyncRun, Workspace
from incidents.channels.values import WorkspaceFacts
from incidents.outbox.values import ProviderError

TIMEOUT_SECONDS = 15.0
# How often a page is asked for again when Slack asks for a pause, and how long one is.
PAUSES = 5
LONGEST_PAUSE = 60.0


def connect(talk: Talk | None = None) -> Workspace:
    """Keep the workspace that SLACK_BOT_TOKEN belongs to.

    Raises ProviderError, and OtherWorkspace when another one is connected.
    """
    answer = (talk or Patient())("auth.test")
    return services.connect(
        facts=WorkspaceFacts(
            slack_id=answer["team_id"],
            name=answer["team"],
            url=answer["url"],
            bot_id=answer["bot_id"],
            bot_user_id=answer["user_id"],
            enterprise_id=answer.get("enterprise_id") or "",
        )
    )


def read_all(workspace: Workspace, *, talk: Talk | None = None) -> dict[str, int]:
    """Read everything now, sync by sync; how many rows each has. For commands.

    Raises ProviderError.
    """
    talk = talk or Patient()
    return {
        name: read(sync, workspace, talk=talk)
        for name, sync in registry.syncs().items()
    }


def read(sync: Sync, workspace: Workspace, *, talk: Talk) -> int:
    """Read one kind to the end; how many rows. Raises ProviderError."""
    run = syncing.begin(name=sync.name, now=timezone.now())
    cursor = ""
    while True:
        try:
            page = sync.page(talk, workspace, cursor)
        except ProviderError as error:
            syncing.hindered(
                run=run, error=error.message, gave_up=True, now=timezone.now()
            )
            raise
        cursor = keep(sync, run, workspace, page)
        if not cursor:
            return SyncRun.objects.get(pk=run.pk).rows


@transaction.atomic
def keep(sync: Sync, run: SyncRun, workspace: Workspace, page: Page) -> str:
    """Keep a page; answers the cursor of the next one, or ends the run."""
    now = timezone.now()
    syncing.page_kept(run=run, rows=page.save(), now=now, note=page.note)
    if page.cursor:
        return page.cursor
    note = error = ""
    try:
        note = sync.finish(workspace, run.started_at) if sync.finish else ""
    except vanished.TooManyGone as gone:
        error = str(gone)
    syncing.end(run=run, now=now, note=note, error=error)
    return ""


@dataclass(frozen=True)
class Patient:
    """Calls Slack and waits as long as it asks for. No lease runs meanwhile."""

    slack: Callable[[], Slack] = lambda: Slack(make_client(TIMEOUT_SECONDS))

    def __call__(self, method: str, **arguments: Any) -> SlackResponse:
        slack = self.slack()
        for _ in range(PAUSES):
            try:
                return slack.call(method, **arguments)
            except ProviderError as error:
                if error.retry_after is None:
                    raise
                time.sleep(min(error.retry_after, LONGEST_PAUSE))
        return slack.call(method, **arguments)
