"""Scopes: what each kind of token holds, and which events they let through.

Source: docs.slack.dev/reference/scopes and the page of each event.
"""

# Every bot scope this sandbox ever asks for. An app without a manifest has them all.
BOT_SCOPES = (
    "app_mentions:read",
    "bookmarks:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "usergroups:write",
    "users:read",
    "users:read.email",
)

# What the admin's own user token was granted.
ADMIN_SCOPES = (
    "channels:read",
    "channels:write",
    "groups:read",
    "groups:write",
    "usergroups:read",
    "usergroups:write",
    "users:read",
    "users:read.email",
)
APP_SCOPES = ("connections:write",)
CONFIG_SCOPES = ("app_configurations:read", "app_configurations:write")

# Events that need a scope beside the subscription: any of these.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
