"""The name of an incident's channel. Pure."""

import re
import unicodedata

LIMIT = 80
ROOM_FOR_SUFFIX = 4


def channel_name(incident_id: int, title: str) -> str:
    """Slack's rules: lower case, letters, digits, - and _, at most 80 characters.

    Source: the errors invalid_name_* of Slack's conversations.create.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    name = f"inc-{incident_id}-{words}" if words else f"inc-{incident_id}"
    return name[: LIMIT - ROOM_FOR_SUFFIX].rstrip("-")
