"""Twilio's request signature.

Source: twilio.com/docs/usage/security: HMAC-SHA1 with the auth token over the full URL
followed by each POST parameter's name and value, sorted by name; base64.
"""

import base64
import hashlib
import hmac

from integrations.sandbox.types import Json


def signature(token: str, url: str, parameters: Json) -> str:
    """What the header X-Twilio-Signature carries."""
    text = url + "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
