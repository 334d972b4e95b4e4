"""Showing an answer that came by response_url or as a command's reply."""

from integrations.sandbox.delivery.response_urls import ResponseUrl
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.methods.chat import check_content
from integrations.sandbox.types import Json
from integrations.sandbox.world import messages
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.workspace import Workspace

ANSWER_FIELDS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "metadata",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
        "parse",
        "link_names",
        "markdown_text",
    }
)


def post_answer(ws: Workspace, url: ResponseUrl, content: Json) -> None:
    """Post, replace or delete as the answer says. Raises SlackError."""
    unknown = set(content) - ANSWER_FIELDS
    if unknown:
        words = [f"unknown argument: {name}" for name in sorted(unknown)]
        raise SlackError("invalid_arg_name", messages=words)
    channel = ws.channels[url.channel]
    original = find_message(channel, url.user, url.message_ts)
    if content.get("delete_original"):
        _delete(ws, channel, url, original)
        return
    check_content(content)
    if content.get("replace_original") and original is not None:
        messages.edit(ws, channel, original, content)
        return
    url.message_ts = _post(ws, channel, url, content)["ts"]


def find_message(channel: Channel, reader: str, ts: str | None) -> Json | None:
    """A message as one person sees the channel, ephemeral ones included."""
    if ts is None:
        return None
    return channel.messages.get(ts) or channel.ephemeral.get(reader, {}).get(ts)


def _post(ws: Workspace, channel: Channel, url: ResponseUrl, content: Json) -> Json:
    message = messages.by_app(ws, content)
    thread_ts = content.get("thread_ts") or url.thread_ts
    if thread_ts and thread_ts not in channel.messages:
        thread_ts = None
    if content.get("response_type", "ephemeral") == "in_channel":
        if channel.is_archived:
            raise SlackError("is_archived")
        return messages.post(ws, channel, message, thread_ts=thread_ts)
    return messages.whisper(ws, channel, url.user, message, thread_ts=thread_ts)


def _delete(
    ws: Workspace, channel: Channel, url: ResponseUrl, original: Json | None
) -> None:
    if original is None:
        raise SlackError("message_not_found")
    if original.get("is_ephemeral"):
        channel.ephemeral[url.user].pop(original["ts"])
        ws.touch([url.user])
    else:
        messages.delete(ws, channel, original["ts"])
