"""Ids as Slack makes them: a letter for the kind, then capitals and digits."""

import secrets

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_id(prefix: str) -> str:
    """A fresh id such as `C0A1B2C3D4E`. Random, so that restarts do not collide."""
    return f"{prefix}0" + "".join(secrets.choice(_ALPHABET) for _ in range(9))


def new_secret() -> str:
    """An unguessable part of a URL or of a trigger."""
    return secrets.token_hex(16)


def new_block_id() -> str:
    """The short id Slack gives a block that came without one."""
    return secrets.token_urlsafe(4)[:5]
