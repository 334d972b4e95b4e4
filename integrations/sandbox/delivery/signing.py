"""Slack's request signature.

Source: docs.slack.dev/authentication/verifying-requests-from-slack: HMAC-SHA256 with
the signing secret over `v0:<timestamp>:<raw body>`.
"""

import hashlib
import hmac


def headers(secret: str, body: bytes, *, at: int) -> dict[str, str]:
    """The two headers that prove a request is Slack's. `at` is Unix seconds."""
    base = b"v0:" + str(at).encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}
