"""One file per family of methods; importing this package registers them all."""

from integrations.sandbox.slack.methods import (
    apps,
    bookmarks,
    chat,
    conversations,
    history,
    keeping,
    listing,
    pins,
    reactions,
    team,
    usergroups,
    users,
    views,
)

__all__ = [
    "apps",
    "bookmarks",
    "chat",
    "conversations",
    "history",
    "keeping",
    "listing",
    "pins",
    "reactions",
    "team",
    "usergroups",
    "users",
    "views",
]
