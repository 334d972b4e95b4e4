"""A conversation: public or private channel, or direct message."""

from dataclasses import dataclass, field

from integrations.sandbox.types import Json


def note(value: str = "", creator: str = "", last_set: int = 0) -> Json:
    """A topic or purpose in Slack's shape."""
    return {"value": value, "creator": creator, "last_set": last_set}


@dataclass
class Channel:
    """Messages are Slack-shaped dicts by ts, in order of ts.

    `ephemeral` holds what one reader alone sees, by reader; it is never kept.
    """

    id: str
    name: str
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_general: bool = False
    is_archived: bool = False
    creator: str = ""
    created: int = 0
    updated: int = 0
    topic: Json = field(default_factory=note)
    purpose: Json = field(default_factory=note)
    members: list[str] = field(default_factory=list)
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Json] = field(default_factory=dict)
    pins: list[Json] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    ephemeral: dict[str, dict[str, Json]] = field(default_factory=dict)
    version: int = 0

    @property
    def kind(self) -> str:
        """`channel`, `group`, `im` or `mpim`, as event names and scopes use it."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "group" if self.is_private else "channel"

    def visible_to(self, user: str) -> bool:
        """Whether this person may see it at all."""
        return self.kind == "channel" or user in self.members

    def other(self, user: str) -> str | None:
        """The other side of a direct message."""
        if not self.is_im:
            return None
        return next((member for member in self.members if member != user), user)

    def unread(self, user: str) -> int:
        """Messages in the channel itself, by others, after what was last read."""
        if user not in self.members:
            return 0
        mark = self.last_read.get(user, "0")
        count = 0
        for ts in reversed(self.messages):
            if ts <= mark:
                break
            count += _counts_as_unread(self.messages[ts], user)
        return count


SYSTEM_SUBTYPES = frozenset(
    f"channel_{what}"
    for what in ("join", "leave", "topic", "purpose", "name", "archive", "unarchive")
) | {"pinned_item"}


def _counts_as_unread(message: Json, user: str) -> bool:
    if message.get("user") == user or message.get("subtype") in SYSTEM_SUBTYPES:
        return False
    return message.get("thread_ts") in {None, message["ts"]}
