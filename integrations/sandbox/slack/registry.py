"""Every Web API method by its name; each is a function of one call."""

from collections.abc import Callable
from dataclasses import dataclass

from integrations.sandbox.slack.contract import CONTRACTS
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.identity import Identity
from integrations.sandbox.slack.triggers import Triggers
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Call:
    """One authenticated call with its arguments checked."""

    ws: Workspace
    args: Json
    identity: Identity
    groups_by: str
    triggers: Triggers
    base_url: str
    new_socket_url: Callable[[], str]

    def scoped(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if not set(scopes) & set(self.identity.scopes):
            provided = ",".join(self.identity.scopes)
            needed = {"needed": scopes[0], "provided": provided}
            raise SlackError("missing_scope", extra=needed)

    def channel(self, name: str = "channel") -> Channel:
        """The conversation an argument names, if the caller may know of it."""
        ref = self.args.get(name) or ""
        channel = self.ws.channels.get(ref) or self._public_by_name(ref)
        if channel is None or not channel.visible_to(self.identity.user):
            raise SlackError("channel_not_found")
        return channel

    def _public_by_name(self, ref: str) -> Channel | None:
        """Slack takes `#name` where it posts; ids are what it takes elsewhere."""
        return self.ws.find_channel(ref) if ref.startswith("#") else None

    def member_channel(self, name: str = "channel") -> Channel:
        """The same, and the bot must be in it."""
        channel = self.channel(name)
        if self.ws.bot not in channel.members:
            raise SlackError("not_in_channel")
        return channel


Handler = Callable[[Call], Json]
METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Register a handler under the vendor's name of the method."""

    def register(handler: Handler) -> Handler:
        if name not in CONTRACTS:
            raise LookupError(f"{name} has no contract in methods.json")
        METHODS[name] = handler
        return handler

    return register
