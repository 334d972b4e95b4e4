"""Putting off, all at once, what waits for a limit of a vendor's: a thousand messages
to one channel, of which Slack takes one a second, are not tried one by one each time.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from incidents.outbox.values import LONGEST_DELAY, TELL_AFTER_DEFERRALS, Claim
from incidents.prepared import Prepared

# What was claimed so often that somebody hears of it is left to whoever sends it. So is
# what somebody changes at the moment. The wait is that of `values.spread`. What nobody
# claimed was not tried, and is counted as before.
_PUT_OFF = f"""
WITH paused AS (
    SELECT scope, until FROM incidents_throttle
    WHERE scope = ANY(%(scopes)s) AND until > clock_timestamp()
), waits AS (
    SELECT id FROM incidents_effect WHERE {{which}}
        AND scope = ANY(ARRAY(SELECT scope FROM paused))
        AND deferrals + 1 < {TELL_AFTER_DEFERRALS}
    FOR UPDATE SKIP LOCKED
)
UPDATE incidents_effect AS e SET
    status = 'pending',
    deferrals = deferrals + CASE status WHEN 'leased' THEN 1 ELSE 0 END,
    last_error = 'Waits still for ' || scope,
    not_before = (SELECT until FROM paused WHERE paused.scope = e.scope)
        + CASE WHEN args ? 'pace'
            THEN random() * least({LONGEST_DELAY}, 4.0 ^ least(deferrals + 1, 20))
            ELSE 0 END * interval '1 second',
    lease_token = NULL, lease_until = NULL
WHERE id = ANY(ARRAY(SELECT id FROM waits))
RETURNING id
"""  # noqa: S608  # made of constants
_THESE = "id = ANY(%(ids)s) AND lease_token = ANY(%(tokens)s)"
_ALL = """
queue = ANY(%(queues)s) AND status IN ('pending', 'leased')
    AND not_before <= statement_timestamp()
    AND (status = 'pending' OR lease_token = ANY(%(tokens)s))
"""
_PUT_OFF_THESE = Prepared(_PUT_OFF.format(which=_THESE))
_PUT_OFF_ALL = Prepared(_PUT_OFF.format(which=_ALL))


def put_off(claimed: Sequence[Claim], *, queues: Sequence[str] = ()) -> set[int]:
    """Of what was claimed, the ids of what is not to be sent yet. With it is put off
    all else that is due in these `queues` and waits for the same.
    """
    waits = [each for each in claimed if each.scope]
    if not waits:
        return set()
    values: dict[str, Any] = {
        "scopes": list({each.scope for each in waits}),
        "tokens": [each.token for each in waits],
    }
    with connection.cursor() as cursor:
        if queues:
            cursor.execute(_PUT_OFF_ALL, values | {"queues": list(queues)})
        else:
            cursor.execute(_PUT_OFF_THESE, values | {"ids": [e.id for e in waits]})
        return {number for (number,) in cursor.fetchall()}
