"""The mail that was caught, for assertions."""

from integrations.sandbox.types import Json
from integrations.sandbox.world.workspace import Workspace


def caught(ws: Workspace, to: str, since: int) -> Json:
    """Mail to one address (or all) after number `since`, oldest first."""
    address = to.lower()
    rows = [
        {key: value for key, value in row.items() if key != "named"}
        for row in ws.mail
        if row["n"] > since and (not address or address in row["to"])
    ]
    return {"ok": True, "mail": rows}


def forget(ws: Workspace) -> None:
    """Throw it away."""
    ws.mail.clear()
    ws.touch_all()
