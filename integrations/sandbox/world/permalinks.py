"""The address of a message."""

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.workspace import Workspace


def permalink(ws: Workspace, channel: Channel, message: Json) -> str:
    """As `chat.getPermalink` answers it; a reply's names its thread too."""
    digits = str(message["ts"]).replace(".", "")
    address = f"{ws.base_url}/archives/{channel.id}/p{digits}"
    parent = message.get("thread_ts")
    if parent and parent != message["ts"]:
        address += f"?thread_ts={parent}&cid={channel.id}"
    return address
