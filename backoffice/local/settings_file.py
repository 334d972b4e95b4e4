"""The demo's settings: secrets made once, and the addresses of the current run."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

# The person of the sandbox's company who may use the back-office.
EMAIL = "ada@brightwater.example"


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _app_token() -> str:
    return f"xapp-1-{secrets.token_hex(24)}"


def _bot_token() -> str:
    return f"xoxb-{secrets.token_hex(24)}"


def _signing_secret() -> str:
    return secrets.token_hex(16)


# SANDBOX_APP_TOKEN is the sandbox's alone: Muster would change to Socket Mode with it.
_SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "FIELD_KEYS": _fernet_key,
    "SLACK_SIGNING_SECRET": _signing_secret,
    "SLACK_BOT_TOKEN": _bot_token,
    "SANDBOX_APP_TOKEN": _app_token,
    "TWILIO_ACCOUNT_SID": lambda: f"AC{secrets.token_hex(16)}",
    "TWILIO_AUTH_TOKEN": lambda: secrets.token_hex(16),
    "DEMO_ADMIN_PASSWORD": lambda: secrets.token_urlsafe(9),
    "DEMO_ALERT_KEY": lambda: f"mk_{secrets.token_urlsafe(24)}",
}


def write(path: Path, addresses: Mapping[str, str]) -> dict[str, str]:
    """Keep the secrets of an earlier run, set the addresses; answer everything.

    The file can be named by MUSTER_CONFIG. Only its owner may read it.
    """
    kept = _read(path) if path.exists() else {}
    values = {name: kept.get(name) or make() for name, make in _SECRETS.items()}
    values |= {"DEMO_ADMIN_EMAIL": EMAIL, **addresses}
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("# Made by `make demo`; `make demo-reset` forgets it.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    new.replace(path)
    return values


def _read(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and line[0] != "#")
    return {name: value for name, _, value in pairs}
