"""One request to DEADMAN_URL, where somebody raises the alarm when none comes."""

import httpx
from django.conf import settings

from integrations.outside import NotOutside, Settings, reachable

# Connecting, and the answer, may each last this long.
SECONDS = 5.0
NAMED = Settings(url="DEADMAN_URL", inside="DEADMAN_INSIDE")


def ping() -> str:
    """Ask it once; empty when it was answered well, else what went wrong.

    Redirects are not followed, and nothing of the answer is read but its status. The
    text never has the address, which is a secret.
    """
    try:
        address = reachable(
            settings.DEADMAN_URL, inside=settings.DEADMAN_INSIDE, named=NAMED
        )
    except NotOutside as error:
        return str(error)
    try:
        # To the address that was looked at: a name may change in between.
        with (
            httpx.Client(timeout=SECONDS, trust_env=False) as http,
            http.stream(
                "GET",
                address.url,
                headers={"Host": address.host, "User-Agent": "Muster"},
                extensions={"sni_hostname": address.name},
            ) as answer,
        ):
            if answer.is_success:
                return ""
            return f"DEADMAN_URL answered {answer.status_code}."
    except httpx.HTTPError as error:
        return f"DEADMAN_URL did not answer ({type(error).__name__})."
