"""The workspace: everything there is, who can see it, and what changed when."""

from collections.abc import Callable, Iterable

from integrations.sandbox.clock import Clock
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import App, Team, User, UserGroup
from integrations.sandbox.world.views import View

EventListener = Callable[[Json, Channel | None], None]
ChangeListener = Callable[[frozenset[str] | None], None]
"""Called with those who can see a change; None stands for everybody."""


class Workspace:
    """The state of one Slack workspace, in memory.

    Changing it goes through the functions of this package, each of which calls
    `touch` with everybody who can see the change and `emit` with Slack's event.
    """

    def __init__(self, clock: Clock, team: Team, app: App) -> None:
        self.clock = clock
        self.team = team
        self.app = app
        self.manifest: Json | None = None
        self.base_url = ""
        self.version = 0
        self.seen: dict[str, int] = {}
        self.seen_by_all = 0
        self.people_version = 0
        self.on_event: EventListener = lambda _event, _channel: None
        self.on_change: list[ChangeListener] = []
        self.clear()

    def clear(self) -> None:
        """Forget everybody and everything."""
        self.users: dict[str, User] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.channels: dict[str, Channel] = {}
        self.direct: dict[frozenset[str], str] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.notices: dict[str, list[Json]] = {}
        self.mail: list[Json] = []
        self.mail_count = 0

    def touch(self, users: Iterable[str]) -> None:
        """Something these people can see has changed."""
        people = frozenset(users)
        self.version += 1
        for user in people:
            self.seen[user] = self.version
        for listener in self.on_change:
            listener(people)

    def touch_all(self) -> None:
        """Something everybody can see has changed; as cheap with 20,000 people."""
        self.version += 1
        self.seen_by_all = self.version
        for listener in self.on_change:
            listener(None)

    def touch_people(self) -> None:
        """People or user groups have changed, for all to see."""
        self.people_version += 1
        self.touch_all()

    def version_for(self, user: str) -> int:
        """When what this person can see last changed."""
        return max(self.seen.get(user, 0), self.seen_by_all)

    def touch_channel(self, channel: Channel) -> None:
        """Something in a channel has changed, for all who can see it."""
        channel.version += 1
        if channel.kind == "channel":
            self.touch_all()
        else:
            self.touch(channel.members)

    def emit(self, event: Json, channel: Channel | None = None) -> None:
        """Tell the Events API what happened."""
        self.on_event(event, channel)

    @property
    def bot(self) -> str:
        """The app's bot user id."""
        return self.app.bot_user_id

    def find_user(self, ref: str) -> User | None:
        """A user by id, or by name for convenience of the control API."""
        if ref in self.users:
            return self.users[ref]
        return next((u for u in self.users.values() if u.name == ref), None)

    def find_channel(self, ref: str) -> Channel | None:
        """A channel by id, or by name (with or without `#`)."""
        if ref in self.channels:
            return self.channels[ref]
        name = ref.removeprefix("#")
        named = (c for c in self.channels.values() if c.name == name and not c.is_im)
        return next(named, None)

    def name_is_taken(self, name: str) -> bool:
        """Names are unique across channels, archived ones too, and group handles."""
        return any(
            c.name == name for c in self.channels.values() if not c.is_im
        ) or any(g.handle == name for g in self.usergroups.values())

    def grants(self, *scopes: str) -> bool:
        """Whether the app has any of these bot scopes. Without a manifest, all."""
        granted = self.granted_scopes()
        return granted is None or any(scope in granted for scope in scopes)

    def granted_scopes(self) -> list[str] | None:
        """The manifest's bot scopes; None while there is no manifest."""
        if self.manifest is None:
            return None
        scopes = self.manifest.get("oauth_config", {}).get("scopes", {})
        return list(scopes.get("bot", []))
