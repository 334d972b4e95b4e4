"""Reading a request's arguments, and refusing what the method does not take."""

import json
import re
from urllib.parse import parse_qsl

from integrations.sandbox.slack.contract import FORM_ONLY, Contract
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json

CHARSETS = {"utf-8", "utf8", "iso-8859-1"}
BOOLEANS = {"1": True, "true": True, "0": False, "false": False, "": False}
ANYWHERE = {"token", "team_id"}
"""Names any method may be sent: Bolt adds team_id to every call of its client."""
ARG_NAME = re.compile(r"[A-Za-z0-9_]{1,80}")
FORM = "application/x-www-form-urlencoded"


def read_body(method: str, *, content_type: str, body: bytes, query: str) -> Json:
    """The raw arguments. Raises SlackError as Slack does for a malformed request."""
    raw: Json = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return raw
    if not content_type:
        raise SlackError("missing_post_type")
    kind, charset = _media_type(content_type)
    if charset and charset not in CHARSETS:
        raise SlackError("invalid_charset")
    if kind == "application/json":
        return raw | ({} if method in FORM_ONLY else _json_object(body))
    if kind == FORM:
        return raw | _form(body, charset or "utf-8")
    raise SlackError("invalid_post_type")


def _media_type(content_type: str) -> tuple[str, str | None]:
    kind, _, rest = content_type.partition(";")
    found = re.search(r"charset=\"?([^\s;\"]+)", rest, re.IGNORECASE)
    return kind.strip().lower(), found.group(1).lower() if found else None


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return {name: item for name, item in value.items() if item is not None}


def _form(body: bytes, charset: str) -> Json:
    try:
        text = body.decode(charset)
    except UnicodeDecodeError as error:
        raise SlackError("invalid_form_data") from error
    pairs = parse_qsl(text, keep_blank_values=True, encoding=charset)
    if text and not pairs:
        raise SlackError("invalid_form_data")
    return dict(pairs)


def check(contract: Contract, raw: Json) -> Json:
    """The arguments with their types. Raises SlackError for unknown or missing ones.

    Real Slack overlooks most unknown names; the sandbox refuses them so that a
    mistyped argument cannot pass a test.
    """
    args: Json = {}
    for name, value in raw.items():
        if name in ANYWHERE and name not in contract.args:
            continue
        if name not in contract.args or not ARG_NAME.fullmatch(name):
            raise SlackError("invalid_arg_name", messages=[f"unknown argument: {name}"])
        args[name] = _typed(name, contract.args[name], value)
    missing = sorted(name for name in contract.required if args.get(name) in (None, ""))
    if missing:
        raise _missing(contract.name, missing)
    return args


# Where a method has an error of its own for a missing argument.
MISSING = {
    ("conversations.create", "name"): "invalid_name_required",
    ("conversations.invite", "users"): "no_user",
    ("conversations.rename", "name"): "invalid_name_required",
    ("reactions.add", "timestamp"): "no_item_specified",
    ("usergroups.create", "name"): "missing_subteam_name",
    ("usergroups.users.update", "users"): "no_users_provided",
}


def _missing(method: str, names: list[str]) -> SlackError:
    for name in names:
        if (method, name) in MISSING:
            return SlackError(MISSING[method, name])
    messages = [f"missing required field: {name}" for name in names]
    return SlackError("invalid_arguments", messages=messages)


def _typed(name: str, kind: str, value: object) -> object:
    if kind == "boolean":
        return _boolean(name, value)
    if kind == "number":
        return _number(name, value)
    if kind == "json":
        return _parsed(name, value)
    return _string(name, value)


def _boolean(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in BOOLEANS:
        raise _bad(f"must be a boolean [json-pointer:/{name}]")
    return BOOLEANS[text]


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,18}", str(value)):
        raise _bad(f"must be an integer [json-pointer:/{name}]")
    return int(str(value))


def _parsed(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError as error:
        raise _malformed(name) from error


def _malformed(name: str) -> SlackError:
    if name == "blocks":
        return SlackError("invalid_blocks_format")
    if name == "metadata":
        return SlackError("invalid_metadata_format")
    return _bad(f"must be valid JSON [json-pointer:/{name}]")


def _string(name: str, value: object) -> str:
    if isinstance(value, list):
        raise SlackError("invalid_array_arg")
    if isinstance(value, dict):
        raise _bad(f"must be a string [json-pointer:/{name}]")
    return str(value)


def _bad(message: str) -> SlackError:
    return SlackError("invalid_arguments", messages=[message])
