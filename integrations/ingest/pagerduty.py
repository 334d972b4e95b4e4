"""The door that stands for PagerDuty's Events API v2: POST /v2/enqueue.

Source: PagerDuty/api-schema, reference/events-v2, for what is asked and answered, and
https://v2.developer.pagerduty.com/docs/send-an-event-events-api-v2 for the words of a
refusal.
"""

import uuid

import msgspec

from incidents.alerts import sources
from integrations.ingest import bodies
from integrations.ingest.answers import Answer, Refused
from integrations.ingest.doors import Door, Offer, Post

PATH = "/v2/enqueue"
SOURCE = "pagerduty"


def read(post: Post) -> Offer:
    body = bodies.checked(post.body, post.headers)
    data = bodies.parsed(body, post.headers)
    secret = data.get("routing_key") if isinstance(data, dict) else None
    if not isinstance(secret, str) or not secret:
        raise _invalid("routing_key is missing: put the service's key there.")
    source = sources.find(SOURCE)
    if source is None:
        raise Refused(404, "There is nothing here", "This Muster has no such source.")
    if reason := source.check(data):
        raise _invalid(reason)
    key = data.get("dedup_key")
    if isinstance(key, str) and key:
        return Offer(secret, SOURCE, body, told=key)
    made = uuid.uuid4().hex
    return Offer(secret, SOURCE, body, {"dedup_key": made}, told=made)


def _invalid(reason: str) -> Refused:
    return Refused(400, "invalid event", reason)


def accepted(offer: Offer, number: int, took: float) -> Answer:
    said = {
        "status": "success",
        "message": "Event processed",
        "dedup_key": offer.told,
    }
    return Answer(202, msgspec.json.encode(said))


def refused(why: Refused) -> Answer:
    """PagerDuty knows no 401: a key that is not good is a fault of the event."""
    unknown = why.status == 401
    said = {
        "status": "invalid event" if why.status < 429 else why.title,
        "message": "Event object is invalid" if why.status < 429 else why.detail,
        "errors": [f"routing_key: {why.detail}" if unknown else why.detail],
    }
    status = 400 if unknown else why.status
    return Answer(status, msgspec.json.encode(said), headers=why.all_headers())


DOOR = Door(read=read, accepted=accepted, refused=refused)
