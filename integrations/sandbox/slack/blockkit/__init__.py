"""Block Kit's documented limits, read independently of any SDK."""

from integrations.sandbox.slack.blockkit.surfaces import (
    check_message_blocks,
    check_view,
)

__all__ = ["check_message_blocks", "check_view"]
