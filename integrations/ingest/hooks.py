"""The doors for tools with webhooks: POST /hooks/<source> and /hooks/<source>/<key>.

The key comes in a header or, where a tool cannot set one, in the address. Any JSON is
read by a mapping: /hooks/json/<mapping> and /hooks/json/<mapping>/<key>.
"""

import re

from incidents.alerts import sources
from incidents.alerts.sources import Source
from integrations.ingest import bodies
from integrations.ingest.answers import Answer, Refused, problem
from integrations.ingest.doors import NO_KEY, Door, Offer, Post, key_of

START = "/hooks"
MAPPED = "json"
# What a key looks like is none. One that nobody made yet is taken all the same: the
# body is kept, an alert says that it could not be read, and it can be replayed later.
MAPPING = re.compile(r"(?!mk_)[-a-zA-Z0-9_]{1,40}")
# What a vendor says of a body in a header, and is no secret.
TOLD = (b"sentry-hook-resource", b"x-amz-sns-message-type")
HINT = f"{NO_KEY[:-1]}, or at the end of the address."


def read(post: Post) -> Offer:
    source, rest = found(post.path)
    context: dict[str, object] = {}
    if source.name == MAPPED:
        mapping, *rest = rest or [""]
        if not mapping:
            raise _nothing("Name the JSON mapping: /hooks/json/<mapping>.")
        if not MAPPING.fullmatch(mapping):
            raise _nothing("A mapping's short name has letters, digits, - and _.")
        context["mapping"] = mapping
    if len(rest) > 1:
        raise _nothing(f"The address is /hooks/{source.name}/<key>, and no longer.")
    secret = rest[0] if rest else key_of(post.headers, hint=HINT)
    body = bodies.checked(post.body, post.headers)
    if reason := source.check(bodies.parsed(body, post.headers)):
        raise Refused(400, "The body is not as the API requires", reason)
    if told := {n.decode(): post.headers[n] for n in TOLD if n in post.headers}:
        context["headers"] = {n: v.decode("latin-1")[:200] for n, v in told.items()}
    return Offer(secret, source.name, body, context)


def found(path: str) -> tuple[Source, list[str]]:
    """The source that an address names, and what follows. Raises Refused."""
    if not path.startswith(START):
        raise _nothing("Muster takes /v2/enqueue and /v2/alerts under /v2.")
    name, *rest = path.removeprefix(START).strip("/").split("/")
    source = sources.find(name)
    if source is None:
        known = sorted(sources.sources())
        refused = _nothing(f"There is no source “{name[:60]}”.")
        refused.detail += f" Known: {', '.join(known)}."
        refused.more = {"sources": known}
        raise refused
    return source, rest


def _nothing(detail: str) -> Refused:
    return Refused(404, "There is nothing here", detail)


def accepted(offer: Offer, number: int, took: float) -> Answer:
    return Answer(202, b'{"id":%d}' % number)


DOOR = Door(read=read, accepted=accepted, refused=problem)
