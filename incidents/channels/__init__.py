"""Slack workspaces, their users, conversations and user groups."""
