"""What a POST to somebody's own address carries, so that they know it is ours."""

import hashlib
import hmac
import time

from django.conf import settings

from integrations.outside import Address

SIGNATURE = "X-Muster-Signature"
TIMESTAMP = "X-Muster-Timestamp"
LONGEST_CALL = 5.0


def headers(address: Address, raw: bytes, *, secret: str) -> dict[str, str]:
    """Signed now; for the host that the address names, whatever its IP is."""
    at = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "Host": address.host,
        TIMESTAMP: at,
        SIGNATURE: sign(secret, at, raw),
    }


def sign(secret: str, at: str, raw: bytes) -> str:
    """HMAC-SHA256 over `<unix seconds>.<body>`, in hexadecimal."""
    said = at.encode() + b"." + raw
    return "sha256=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def timeout() -> float:
    """Seconds for each step of a call, which ends well inside its effect's lease."""
    seconds: float = settings.CALL_TIMEOUT_SECONDS
    return min(LONGEST_CALL, seconds)
