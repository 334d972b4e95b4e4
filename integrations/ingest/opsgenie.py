"""The door that stands for Opsgenie's Alert API: POST /v2/alerts and what is below.

Source: opsgenie/opsgenie-oas and https://docs.opsgenie.com/docs/alert-api. Creating,
closing, acknowledging and notes are taken, as `action` in the row's context; what is
asked of a request later is in opsgenie_requests.py.
"""

import uuid
from typing import Any
from urllib.parse import parse_qs

import msgspec

from incidents.alerts import requests, sources
from integrations.ingest import bodies
from integrations.ingest.answers import Answer, Refused
from integrations.ingest.doors import Door, Offer, Post, key_of

START = "/v2/alerts"
SOURCE = "opsgenie"
ACTIONS = ("close", "acknowledge", "notes")
KINDS = ("id", "alias", "tiny")
HINT = "Send the service's key as `Authorization: GenieKey <key>`."
LONGEST = 512


def read(post: Post) -> Offer:
    secret = key_of(post.headers, hint=HINT)
    request = requests.new_id()
    below = post.path.removeprefix(START).strip("/")
    if below:
        context, body = _about(below, post)
        context["request"] = request
    else:
        context, body = _create(request, post)
    return Offer(secret, SOURCE, body, context, told=request)


def _create(request: str, post: Post) -> tuple[dict[str, Any], bytes]:
    """An alert without an alias is known by its request's id."""
    body = bodies.checked(post.body, post.headers)
    data = bodies.parsed(body, post.headers)
    source = sources.find(SOURCE)
    if source is None:
        raise Refused(404, "There is nothing here", "This Muster has no such source.")
    if reason := source.check(data):
        raise Refused(422, "Request body is not processable", reason)
    if data.get("alias"):
        return {"action": "create", "request": request}, body
    return {"action": "create", "request": request, "identifier": request}, body


def _about(below: str, post: Post) -> tuple[dict[str, Any], bytes]:
    """What is asked of an alert that is there; an alias may have slashes in it."""
    identifier, _, action = below.rpartition("/")
    if action not in ACTIONS or not identifier:
        taken = ", ".join(f"{START}/<identifier>/{each}" for each in ACTIONS)
        detail = f"Muster takes POST {START}, {taken}."
        raise Refused(404, "There is nothing here", detail)
    asked = parse_qs(post.query).get("identifierType", ["id"])[0]
    if asked not in KINDS:
        detail = f"identifierType is one of {', '.join(KINDS)}."
        raise Refused(422, "Unknown identifierType", detail, field="identifierType")
    if len(identifier) > LONGEST or "\x00" in identifier:
        detail = f"An identifier has at most {LONGEST} characters, and no NUL."
        raise Refused(422, "The identifier is too long", detail, field="identifier")
    # Their clients may close without a body.
    body = bodies.checked(post.body.strip() or b"{}", post.headers)
    data = bodies.parsed(body, post.headers)
    note = data.get("note") if isinstance(data, dict) else None
    if action == "notes" and not note:
        detail = "note is missing: what is to be noted?"
        raise Refused(422, "Request body is not processable", detail, field="note")
    context = {"action": action, "identifier": identifier, "identifierType": asked}
    return context, body


def accepted(offer: Offer, number: int, took: float) -> Answer:
    said = {
        "result": "Request will be processed",
        "took": round(took, 4),
        "requestId": offer.told,
    }
    return Answer(202, msgspec.json.encode(said))


def refused(why: Refused) -> Answer:
    said = {"message": why.detail, "took": 0.0, "requestId": str(uuid.uuid4())}
    return Answer(why.status, msgspec.json.encode(said), headers=why.all_headers())


DOOR = Door(read=read, accepted=accepted, refused=refused)
