"""Healthchecks (healthchecks.io or your own): the Webhook integration.

Source: healthchecks/healthchecks, hc/integrations/webhook/transport.py: `$CODE`,
`$STATUS` ("down" or "up"), `$NOW` (ISO 8601) and `$JSON` (the check as its API shows
it) are put into the body that we say here.
"""

from collections.abc import Sequence

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
1. In Healthchecks, open **Integrations › Webhook › Add integration**.
2. Fill in both halves, *when a check goes down* and *when a check goes up*, alike:
   method **POST**, and this **URL**:

        {url}/hooks/healthchecks

3. **Request body**, in both halves:

        {{"code": "$CODE", "status": "$STATUS", "now": "$NOW", "check": $JSON}}

4. **Request headers**, in both halves:

        Content-Type: application/json
        Authorization: Bearer {key}

5. Save, and press **Test**: the alert of the test is resolved by the next one.
"""
ACTIONS = {"down": Action.TRIGGER, "up": Action.RESOLVE}


def parse(body: Body) -> Sequence[Signal]:
    data = fields.mapping(body.data, "The body")
    check = fields.inner(data, "check")
    status = fields.needed(data, "status").lower()
    if status not in ACTIONS:
        raise Unreadable(f"status is “{status}”; down or up was expected.")
    code = fields.text(data, "code")
    name = fields.text(check, "name") or fields.text(data, "name") or code
    if not name:
        raise Unreadable("code is missing: paste the request body as Muster shows it.")
    tags = fields.text(check, "tags") or fields.text(data, "tags")
    return [
        Signal(
            title=f"{name} did not report",
            action=ACTIONS[status],
            dedup_key=code or f"name:{name}",
            body=fields.text(check, "desc"),
            labels=fields.labels(
                {"check": name},
                {each: check.get(each) for each in ("slug", "schedule", "tz")},
                {"last_ping": check.get("last_ping")},
            ),
            tags=tuple(tags.split()),
            at=fields.moment(data.get("now")),
        )
    ]


CHECK = {
    "name": "Ledger export",
    "slug": "ledger-export",
    "tags": "payments nightly",
    "desc": "Writes the day's bookings for the bank.",
    "grace": 3600,
    "n_pings": 214,
    "last_ping": "2026-03-11T02:00:04+00:00",
    "next_ping": "2026-03-12T02:00:00+00:00",
    "manual_resume": False,
    "schedule": "0 2 * * *",
    "tz": "UTC",
}
SOURCE = Source(
    name="healthchecks",
    label="Healthchecks",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {
            "code": "5f1a7f47-2a3c-4f0b-9d7e-0d1a5a0c0001",
            "status": "down",
            "now": "2026-03-12T03:00:05+00:00",
            "check": {**CHECK, "status": "down"},
        },
        "resolved": {
            "code": "5f1a7f47-2a3c-4f0b-9d7e-0d1a5a0c0001",
            "status": "up",
            "now": "2026-03-12T03:20:09+00:00",
            "check": {**CHECK, "status": "up"},
        },
    },
)
