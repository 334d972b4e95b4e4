"""The Events API: who is told what, and the three retries.

Source: docs.slack.dev/apis/events-api: retried almost immediately, after 1 minute and
after 5 minutes, unless the app answers with `X-Slack-No-Retry: 1`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from integrations.sandbox.delivery.dispatcher import Delivery, Dispatcher
from integrations.sandbox.delivery.reply import Reply
from integrations.sandbox.ids import new_id
from integrations.sandbox.slack.scopes import EVENT_SCOPES
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.modals import add_notice
from integrations.sandbox.world.workspace import Workspace

WITHOUT_MANIFEST = frozenset(
    {"app_home_opened", "app_mention", "member_joined_channel"}
)
MESSAGE_EVENTS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
RETRY_REASONS = {
    "operation_timeout": "http_timeout",
    "dispatch_failed": "connection_failed",
}

Spawn = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


class Events:
    """Turns what happens in the workspace into deliveries."""

    def __init__(
        self,
        ws: Workspace,
        dispatcher: Dispatcher,
        spawn: Spawn,
        retry_seconds: Sequence[float],
    ) -> None:
        self._ws = ws
        self._dispatcher = dispatcher
        self._spawn = spawn
        self._retry_seconds = retry_seconds
        self._pending: set[asyncio.Task[Any]] = set()
        self._unheard: dict[tuple[str, str], Json] = {}

    def forget(self) -> None:
        """Drop what is on its way, retries too."""
        self._unheard.clear()
        for task in list(self._pending):
            task.cancel()

    def _beside(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self._spawn(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    def publish(self, event: Json, channel: Channel | None) -> None:
        """Send an event if the app asked for it and may know of it."""
        for one in self._variants(event):
            if self.wanted(one, channel):
                self._beside(self.deliver(one))
            elif one["type"] == "app_mention" and channel:
                self._offer_invitation(one, channel)
        if event["type"] == "member_joined_channel":
            self._hear_at_last(event, channel)

    def _offer_invitation(self, mention: Json, channel: Channel) -> None:
        """A mention where the app is not: whoever wrote it may invite the app."""
        if self._ws.bot in channel.members:
            return
        self._unheard[channel.id, mention["user"]] = mention
        words = (
            f"You mentioned @{self._ws.app.name}, but they're not in this channel. "
            "Invite them, and they will see it."
        )
        add_notice(self._ws, mention["user"], words, channel=channel.id, kind="info")

    def _hear_at_last(self, event: Json, channel: Channel | None) -> None:
        """Invited by whoever mentioned it, the app gets that mention.

        Source: docs.slack.dev/reference/events/app_mention.
        """
        if event["user"] != self._ws.bot or channel is None:
            return
        mention = self._unheard.pop((channel.id, event.get("inviter", "")), None)
        if mention and self.wanted(mention, channel):
            self._beside(self.deliver(mention))

    def wanted(self, event: Json, channel: Channel | None) -> bool:
        """Whether the app subscribed to it and is where it happens."""
        name = event["type"]
        if name == "message" and channel:
            name = MESSAGE_EVENTS[channel.kind]
        if name not in self._subscribed() or not self._readable(name):
            return False
        return channel is None or self._present(event, channel)

    def _present(self, event: Json, channel: Channel) -> bool:
        public_news = event["type"].startswith("channel_")
        return self._ws.bot in channel.members or (
            public_news and channel.kind == "channel"
        )

    def _readable(self, name: str) -> bool:
        scope = EVENT_SCOPES.get(name)
        return scope is None or self._ws.grants(scope)

    def _subscribed(self) -> frozenset[str]:
        manifest = self._ws.manifest
        if manifest is None:
            return WITHOUT_MANIFEST
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        return frozenset(subscriptions.get("bot_events", []))

    def _variants(self, event: Json) -> list[Json]:
        """A person's message that names the bot is an app_mention as well."""
        mention = f"<@{self._ws.bot}>" in str(event.get("text", ""))
        typed = event["type"] == "message" and "subtype" not in event
        direct = event.get("channel_type") == "im"
        if mention and typed and not direct and "bot_id" not in event:
            told = {k: v for k, v in event.items() if k != "channel_type"}
            return [event, {**told, "type": "app_mention"}]
        return [event]

    def envelope(self, event: Json) -> Json:
        """The outer event."""
        ws = self._ws
        now = ws.clock.now()
        return {
            "token": "sandbox-verification-token",
            "team_id": ws.team.id,
            "context_team_id": ws.team.id,
            "context_enterprise_id": None,
            "api_app_id": ws.app.id,
            "event": {"event_ts": f"{now:.6f}", **event},
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": ws.team.id,
                    "user_id": ws.bot,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{new_id('E')}",
        }

    async def verify(self) -> Json:
        """Send url_verification; the app must answer with the challenge."""
        challenge = new_id("challenge")
        body: Json = {
            "token": "sandbox-verification-token",
            "challenge": challenge,
            "type": "url_verification",
        }
        reply = await self._dispatcher.send(Delivery("event", body))
        answered = reply.json_object() or {"challenge": reply.text}
        verified = reply.ok and answered.get("challenge") == challenge
        return {**reply.report(), "ok": verified}

    async def deliver(self, event: Json) -> Reply:
        """Deliver an event; retries go on beside after the first answer."""
        payload = self.envelope(event)
        match = {key: value for key, value in event.items() if isinstance(value, str)}
        first = await self._dispatcher.send(Delivery("event", payload, match=match))
        if self._retriable(first):
            self._beside(self._retry(payload, match, first))
        return first

    async def _retry(self, payload: Json, match: Json, reply: Reply) -> None:
        for number, seconds in enumerate(self._retry_seconds, start=1):
            await asyncio.sleep(seconds)
            reason = RETRY_REASONS.get(reply.error or "", "http_error")
            again = Delivery("event", payload, number, reason, match)
            reply = await self._dispatcher.send(again)
            if not self._retriable(reply):
                return

    @staticmethod
    def _retriable(reply: Reply) -> bool:
        return not reply.ok and reply.headers.get("x-slack-no-retry") != "1"
