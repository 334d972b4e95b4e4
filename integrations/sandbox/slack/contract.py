"""The vendor's contract of each method: arguments, required ones, errors."""

import json
from dataclasses import dataclass
from pathlib import Path

from integrations.sandbox.types import Json


@dataclass(frozen=True)
class Contract:
    """What one method accepts. `args` maps a name to its type.

    Types: string, boolean, number, channel, user, timestamp, json.
    """

    name: str
    args: dict[str, str]
    required: frozenset[str]
    errors: frozenset[str]


def _load() -> dict[str, Contract]:
    data: Json = json.loads(Path(__file__).with_name("methods.json").read_text("utf-8"))
    common = frozenset(data["common_errors"])
    return {
        name: Contract(
            name=name,
            args=row["args"],
            required=frozenset(row["required"]),
            errors=common | frozenset(row["errors"]),
        )
        for name, row in data["methods"].items()
    }


CONTRACTS: dict[str, Contract] = _load()

# Methods that take a JSON body; the others read forms and query strings only.
# Source: docs.slack.dev/apis/web-api, "Methods supporting JSON POSTs".
FORM_ONLY = frozenset(
    {
        "users.list",
        "users.info",
        "users.conversations",
        "conversations.list",
        "conversations.info",
        "conversations.members",
        "conversations.history",
        "conversations.replies",
        "chat.getPermalink",
        "pins.list",
        "usergroups.list",
        "usergroups.users.list",
        "users.lookupByEmail",
        "reactions.get",
        "reactions.list",
        "team.info",
    }
)
