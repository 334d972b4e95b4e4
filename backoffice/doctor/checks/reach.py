"""Whether Slack and browsers reach this Muster at PUBLIC_URL."""

from collections.abc import Iterator

import httpx
from django.conf import settings

from backoffice.doctor.examination import Matter
from bot.findings import Finding, bad, good

SECONDS = 5.0


def check() -> Iterator[Finding]:
    url = settings.PUBLIC_URL
    with httpx.Client(timeout=SECONDS, trust_env=False) as client:
        try:
            ready = client.get(f"{url}/readyz")
            unsigned = client.post(f"{url}/slack/events", content=b"{}")
        except httpx.HTTPError as error:
            yield bad(
                f"{url} does not answer from here: {error}.",
                "Start `python manage.py web`, and see that PUBLIC_URL is the address "
                "that browsers and Slack use.",
            )
            return
    if ready.status_code == 200:
        yield good(f"{url} is up and ready.")
    else:
        yield bad(
            f"{url}/readyz answers {ready.status_code}: {ready.text[:200]}",
            "It must reach a Muster that is ready; the answer says what is missing.",
        )
    if unsigned.status_code == 401:
        yield good("Requests that Slack did not sign are refused.")
    elif unsigned.status_code == 503:
        yield bad(
            "SLACK_SIGNING_SECRET is not set where the web server runs.",
            "Copy it from the Slack app's page, Basic Information.",
        )
    else:
        yield bad(
            f"{url}/slack/events answers {unsigned.status_code} to an unsigned request "
            "where 401 is expected.",
            "Something else answers there: see what PUBLIC_URL's proxy sends where.",
        )


MATTER = Matter(heading="Reachability", rank=30, check=check)
