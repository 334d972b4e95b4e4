"""The people of the workspace, its app, and its user groups."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from integrations.sandbox.types import Json


@dataclass
class User:
    """A member, a guest, a deactivated account or the app's bot user."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    tz: str = "Europe/London"
    color: str = "#5b6b7b"
    deleted: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_admin: bool = False
    phone: str = ""
    updated: int = 0

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        parts = self.real_name.split() or [self.name]
        return "".join(part[0] for part in parts[:2]).upper()

    def tz_offset(self) -> int:
        """Seconds east of UTC, now."""
        delta = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(delta.total_seconds()) if delta else 0


@dataclass
class UserGroup:
    """A Slack user group ("subteam"). `users` holds user ids; times are Unix seconds.

    `channels` are those its members are put into by default.
    """

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    disabled: bool = False
    created: int = 0
    description: str = ""
    channels: list[str] = field(default_factory=list)
    updated: int = 0
    deleted_at: int = 0
    created_by: str = ""
    updated_by: str = ""


@dataclass(frozen=True)
class App:
    """The one app installed in the workspace."""

    id: str
    name: str
    bot_id: str
    bot_user_id: str


@dataclass(frozen=True)
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str

    def brief(self) -> Json:
        """As payloads name it."""
        return {"id": self.id, "domain": self.domain}
