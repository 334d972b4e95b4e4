"""Muster's own door: POST /api/v1/alerts takes one alert or a list of them."""

import enum
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from integrations.ingest import bodies
from integrations.ingest.answers import Answer, Refused, problem
from integrations.ingest.doors import Door, Offer, Post, key_of

PATH = "/api/v1/alerts"
MOST = 500

Key = Annotated[str, Meta(max_length=512)]
Label = Annotated[str, Meta(max_length=120)]
Value = Annotated[str, Meta(max_length=2000)] | int | float | bool | None


class Action(enum.Enum):
    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


class Link(Struct):
    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    text: Annotated[str, Meta(max_length=200)] | None = None


class Alert(Struct):
    """What is known of it; other fields are kept and do no harm."""

    title: Annotated[str, Meta(min_length=1, max_length=1000)]
    body: Annotated[str, Meta(max_length=20_000)] | None = None
    severity: Annotated[str, Meta(max_length=40)] | None = None
    dedup_key: Key | None = None
    group_key: Key | None = None
    tags: (
        Annotated[
            list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=20)
        ]
        | None
    ) = None
    labels: Annotated[dict[Label, Value], Meta(max_length=64)] | None = None
    links: Annotated[list[Link], Meta(max_length=20)] | None = None
    action: Action | None = None
    at: datetime | None = None


_one = msgspec.json.Decoder(Alert).decode
_many = msgspec.json.Decoder(
    Annotated[list[Alert], Meta(min_length=1, max_length=MOST)]
).decode


def read(post: Post) -> Offer:
    secret = key_of(post.headers)
    body = bodies.checked(post.body, post.headers)
    is_list = body.lstrip()[:1] == b"["
    try:
        alerts = _many(body) if is_list else [_one(body)]
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None
    except (ValueError, RecursionError) as error:
        raise bodies.no_json(error, post.headers) from None
    for place, alert in enumerate(alerts):
        if not alert.title.strip():
            raise _invalid(f"Expected words - at `${f'[{place}]' * is_list}.title`")
    return Offer(secret, "api", body, told=len(alerts))


def _invalid(said: str) -> Refused:
    """msgspec names the rule and the place: "Expected `str`, got `int` - at `$.title`".

    Source: msgspec's documentation of ValidationError.
    """
    rule, _, place = said.partition(" - at ")
    name = place.replace("`", "").replace("$.", "").replace("$", "")
    if rule.startswith("Object missing required field"):
        missing = rule.rpartition("field ")[2].strip("`")
        name, rule = f"{name}.{missing}".strip("."), "It is missing"
    detail = f"{name or 'The body'}: {rule}. Nothing of this request was kept."
    return Refused(400, "The request is not as it should be", detail, field=name)


def accepted(offer: Offer, number: int, took: float) -> Answer:
    return Answer(202, b'{"accepted":%d,"id":%d}' % (offer.told, number))


DOOR = Door(read=read, accepted=accepted, refused=problem)
