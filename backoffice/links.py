"""Addresses of things in Slack."""

from urllib.parse import urlencode

from incidents.channels.models import Conversation


def channel_url(conversation: Conversation) -> str:
    """In a browser; empty when the workspace's address is not known."""
    url = conversation.workspace.url.rstrip("/")
    return f"{url}/archives/{conversation.slack_id}" if url else ""


def channel_app_url(conversation: Conversation) -> str:
    """In Slack's app. Source: Slack's deep linking reference."""
    ids = {"team": conversation.workspace.slack_id, "id": conversation.slack_id}
    return f"slack://channel?{urlencode(ids)}"
