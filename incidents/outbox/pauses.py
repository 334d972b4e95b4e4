"""Putting off, all at once, what waits for a limit of a vendor's: a thousand messages
to one channel, of which Slack takes one a second, are not tried one by one each time.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from incidents.outbox.values import TELL_AFTER_DEFERRALS, Claim
from incidents.prepared import Prepared

# No vendor takes more of one limit in a second (Slack: about one): what stands further
# behind need not be looked at in the second in which the limit ends, nor in the next.
A_SECOND = 5
# What was claimed so often that somebody hears of it is left to whoever sends it. So is
# what somebody changes at the moment. What nobody claimed was not tried, and is counted
# as before. The ids are named once more, so that every plan looks their rows up.
_PUT_OFF = f"""
WITH paused AS (
    SELECT scope, until FROM incidents_throttle
    WHERE scope = ANY(%(scopes)s) AND until > clock_timestamp()
), waits AS (
    SELECT id, scope, priority FROM incidents_effect WHERE {{which}}
        AND scope = ANY(ARRAY(SELECT scope FROM paused))
        AND deferrals + 1 < {TELL_AFTER_DEFERRALS}
    FOR UPDATE SKIP LOCKED
), queue AS (
    SELECT waits.id, paused.until, row_number()
        OVER (PARTITION BY scope ORDER BY waits.priority, waits.id) - 1 AS ahead
    FROM waits JOIN paused USING (scope)
)
UPDATE incidents_effect AS e SET
    status = 'pending',
    deferrals = deferrals + CASE status WHEN 'leased' THEN 1 ELSE 0 END,
    last_error = 'Waits still for ' || scope,
    not_before = queue.until + queue.ahead / {A_SECOND} * interval '1 second',
    lease_token = NULL, lease_until = NULL
FROM queue WHERE e.id = queue.id AND e.id = ANY(ARRAY(SELECT id FROM waits))
RETURNING e.id
"""  # noqa: S608  # made of constants
_THESE = "id = ANY(%(ids)s) AND lease_token = ANY(%(tokens)s)"
_ALL = """
queue = ANY(%(queues)s) AND status IN ('pending', 'leased')
    AND not_before <= statement_timestamp()
    AND (status = 'pending' OR lease_token = ANY(%(tokens)s))
"""
_PUT_OFF_THESE = Prepared(_PUT_OFF.format(which=_THESE))
_PUT_OFF_ALL = Prepared(_PUT_OFF.format(which=_ALL))


_TELL = Prepared("""
UPDATE incidents_effect SET
    scope = %(scope)s::text, last_error = 'Waits still for ' || %(scope)s::text
WHERE id = ANY(ARRAY(
    SELECT id FROM incidents_effect
    WHERE queue = %(queue)s AND status IN ('pending', 'leased')
        AND not_before <= statement_timestamp()
        AND status = 'pending' AND lane = %(lane)s AND scope = ''
        AND shown = 0 AND NOT in_doubt
        AND (SELECT shown = 0 FROM incidents_effect WHERE id = %(id)s)
    FOR UPDATE SKIP LOCKED
))
""")


def tell(claimed: Claim, scope: str) -> None:
    """It is the first of its lane to learn of this limit: what else is due there and
    was not tried yet is not tried in vain. Only of what was never shown: edits, and
    looking for what may have been posted, have limits of their own.
    """
    if scope and claimed.lane and claimed.scope != scope and not claimed.in_doubt:
        values: dict[str, str | int] = {
            "scope": scope,
            "queue": claimed.queue,
            "lane": claimed.lane,
            "id": claimed.id,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TELL, values)


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
