"""Whether an address is outside: nobody's metadata service, database or own network.

What is inside on purpose is named, host by host, in a setting of its own.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit


class NotOutside(ValueError):
    """It is not asked; the text says what to do."""


@dataclass(frozen=True)
class Address:
    """The address as it was looked up: `url` has the IP in it, `name` the host's and
    `host` what the Host header says.
    """

    url: str
    name: str
    host: str


@dataclass(frozen=True)
class Settings:
    """The names of the variables that have the address and the hosts inside."""

    url: str
    inside: str


def reachable(url: str, *, inside: Collection[str], named: Settings) -> Address:
    """Where to ask. Raises NotOutside, for a name that is not found too."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not name:
        raise NotOutside(f"{named.url} is no http or https address.")
    allowed = name in inside
    if parts.scheme == "http" and not allowed:
        raise NotOutside(
            f"{named.url} is not https. Name {name} in {named.inside}, if that "
            "is in your own network."
        )
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = _looked_up(name, port, named)
    if not allowed and not all(ipaddress.ip_address(ip).is_global for ip in found):
        raise NotOutside(
            f"{name} is in an internal network. Name it in {named.inside}, if that "
            "is meant."
        )
    ip = f"[{found[0]}]" if ":" in found[0] else found[0]
    return Address(
        url=parts._replace(netloc=f"{ip}:{port}").geturl(),
        name=name,
        host=parts.netloc.rpartition("@")[2],
    )


def _looked_up(name: str, port: int, named: Settings) -> list[str]:
    try:
        rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotOutside(f"{name} of {named.url} is not found.") from None
    return [str(row[4][0]) for row in rows]
