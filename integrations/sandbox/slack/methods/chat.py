"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral, chat.getPermalink."""

import json

from integrations.sandbox.slack.blockkit import check_message_blocks
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json
from integrations.sandbox.world import messages
from integrations.sandbox.world.channels import SYSTEM_SUBTYPES, Channel
from integrations.sandbox.world.membership import open_direct
from integrations.sandbox.world.permalinks import permalink as permalink_of

MOST_TEXT = 40_000
"""Characters of `text`. Slack truncates longer ones when posting and answers
msg_too_long when editing; the sandbox refuses both, so that nobody relies on it."""
MOST_ATTACHMENTS = 100
METADATA_BYTES = 16_000


def check_content(args: Json, *, needs_text: bool = True) -> None:
    """Refuse a message's content as Slack would. Raises SlackError."""
    text, blocks = args.get("text"), args.get("blocks")
    attachments, markdown = args.get("attachments"), args.get("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if needs_text and not (text or blocks or attachments or markdown):
        raise SlackError("no_text")
    if len(text or "") > MOST_TEXT:
        raise SlackError("msg_too_long")
    if blocks is not None:
        _list(blocks, "invalid_blocks_format")
        check_message_blocks(blocks)
    if attachments is not None:
        _check_attachments(attachments)
    if args.get("metadata") is not None:
        _check_metadata(args["metadata"])


def _list(value: object, error: str) -> None:
    if not isinstance(value, list):
        raise SlackError(error)


def _check_attachments(attachments: object) -> None:
    _list(attachments, "invalid_attachments")
    assert isinstance(attachments, list)  # noqa: S101 - checked on the line above
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        if isinstance(attachment, dict) and attachment.get("blocks") is not None:
            check_message_blocks(attachment["blocks"])


def _check_metadata(metadata: object) -> None:
    if not isinstance(metadata, dict) or set(metadata) - {
        "event_type",
        "event_payload",
        "entities",
    }:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_schema")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")


def _content(args: Json) -> Json:
    """What is stored; markdown_text shows as text."""
    content = {key: args[key] for key in (*messages.KEPT, "text") if key in args}
    if args.get("markdown_text"):
        content["text"] = args["markdown_text"]
    return content


def _target(call: Call) -> Channel:
    """Where to post: a conversation, or a user id for the direct message with them."""
    person = call.ws.users.get(call.args["channel"])
    if person is None:
        return call.channel()
    if person.deleted or person.id == call.ws.bot:
        raise SlackError("channel_not_found")
    return open_direct(call.ws, call.ws.bot, person.id)[0]


def _messages_tab(call: Call) -> bool:
    manifest = call.ws.manifest
    if manifest is None:
        return True
    home = manifest.get("features", {}).get("app_home", {})
    return bool(home.get("messages_tab_enabled"))


def _thread(channel: Channel, args: Json) -> str | None:
    ts: str | None = args.get("thread_ts") or None
    if ts is None:
        return None
    parent = channel.messages.get(ts)
    if parent is None or parent.get("subtype") in SYSTEM_SUBTYPES:
        raise SlackError("cannot_reply_to_message")
    return parent.get("thread_ts") or ts


@method("chat.postMessage")
def post_message(call: Call) -> Json:
    """Post as the app. Public channels need no membership with chat:write.public."""
    call.scoped("chat:write")
    ws, args = call.ws, call.args
    channel = _target(call)
    if ws.bot not in channel.members and not ws.grants("chat:write.public"):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_im and not _messages_tab(call):
        raise SlackError("messages_tab_disabled")
    check_content(args)
    posted = messages.post(
        ws,
        channel,
        messages.by_app(ws, _content(args)),
        thread_ts=_thread(channel, args),
        broadcast=args.get("reply_broadcast", False),
    )
    return {"ok": True, "channel": channel.id, "ts": posted["ts"], "message": posted}


def _own(call: Call, channel: Channel, error: str) -> Json:
    message = channel.messages.get(call.args["ts"])
    if message is None:
        raise SlackError("message_not_found")
    if message.get("bot_id") != call.ws.app.bot_id:
        raise SlackError(error)
    return message


@method("chat.update")
def update(call: Call) -> Json:
    """Edit one of the app's own messages in place."""
    call.scoped("chat:write")
    channel = call.channel()
    message = _own(call, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("cant_update_message")
    check_content(call.args)
    messages.edit(call.ws, channel, message, _content(call.args))
    return {
        "ok": True,
        "channel": channel.id,
        "ts": message["ts"],
        "text": message["text"],
        "message": message,
    }


@method("chat.delete")
def delete(call: Call) -> Json:
    """Take back one of the app's own messages."""
    call.scoped("chat:write")
    channel = call.channel()
    message = _own(call, channel, "cant_delete_message")
    messages.delete(call.ws, channel, message["ts"])
    return {"ok": True, "channel": channel.id, "ts": message["ts"]}


@method("chat.postEphemeral")
def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of the channel alone."""
    call.scoped("chat:write")
    ws, args = call.ws, call.args
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if ws.bot not in channel.members and not ws.grants("chat:write.public"):
        raise SlackError("not_in_channel")
    if args["user"] not in channel.members:
        raise SlackError("user_not_in_channel")
    check_content(args)
    posted = messages.whisper(
        ws,
        channel,
        args["user"],
        messages.by_app(ws, _content(args)),
        thread_ts=_thread(channel, args),
    )
    return {"ok": True, "message_ts": posted["ts"]}


@method("chat.getPermalink")
def permalink(call: Call) -> Json:
    """The address of a message."""
    channel = call.channel()
    message = channel.messages.get(call.args["message_ts"])
    if message is None:
        raise SlackError("message_not_found")
    address = permalink_of(call.ws, channel, message)
    return {"ok": True, "channel": channel.id, "permalink": address}
