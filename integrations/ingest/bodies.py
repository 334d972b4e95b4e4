"""A request's body: whole, unpacked, UTF-8 and JSON, each within its limit."""

import re
import zlib
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import msgspec
from asgiref.typing import ASGIReceiveCallable

from integrations.ingest.answers import Refused

MAX_BYTES = 512 * 1024
MAX_DEPTH = 64
CODINGS = "gzip, deflate"
# What zlib calls a window size: 47 reads gzip and zlib by their heads, -15 reads
# deflate without one, which some clients send under the same name.
_GZIP_OR_ZLIB, _RAW = 47, -15
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHERS = bytes(each for each in range(256) if each not in _STEPS)
_decode = msgspec.json.Decoder().decode


class Gone(Exception):
    """The caller went away before the body was whole."""


async def receive_whole(
    receive: ASGIReceiveCallable, headers: Mapping[bytes, bytes]
) -> bytes:
    """The body as it was before it was packed. Raises Refused or Gone."""
    raw = await _receive(receive, headers.get(b"content-length", b""))
    coding = headers.get(b"content-encoding")
    if coding:
        raw = unpacked(raw, coding.decode("latin-1").strip().lower())
    return raw


async def _receive(receive: ASGIReceiveCallable, length: bytes) -> bytes:
    if length.isdigit() and int(length) > MAX_BYTES:
        raise _too_large()
    parts, size, more = [], 0, True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            raise Gone
        size += len(event["body"])
        if size > MAX_BYTES:
            raise _too_large()
        parts.append(event["body"])
        more = event["more_body"]
    return parts[0] if len(parts) == 1 else b"".join(parts)


def unpacked(raw: bytes, coding: str) -> bytes:
    """Without its Content-Encoding. Raises Refused, for a bomb at the limit."""
    if coding == "identity":
        return raw
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise Refused(
            415,
            "Unknown Content-Encoding",
            f"Send the body as it is, or packed with one of: {CODINGS}.",
            headers=((b"accept-encoding", CODINGS.encode()),),
        )
    try:
        return _inflated(raw, _GZIP_OR_ZLIB)
    except zlib.error:
        pass
    try:
        return _inflated(raw, _RAW)
    except zlib.error:
        raise Refused(
            400, "The body cannot be unpacked", f"It is not whole, or not {coding}."
        ) from None


def _inflated(raw: bytes, window: int) -> bytes:
    """Every member of it, as gzip allows several."""
    parts, size = [], 0
    while raw:
        unpacker = zlib.decompressobj(window)
        part = unpacker.decompress(raw, MAX_BYTES + 1 - size)
        size += len(part)
        if size > MAX_BYTES:
            raise _too_large()
        if not unpacker.eof:
            raise zlib.error("cut off")
        parts.append(part)
        raw = unpacker.unused_data
    return b"".join(parts)


def checked(body: bytes, headers: Mapping[bytes, bytes]) -> bytes:
    """The body, which is UTF-8 text without NUL that nests no deeper than MAX_DEPTH.

    Raises Refused.
    """
    if not body:
        raise Refused(400, "The body is empty", "Send JSON.")
    if not body.isascii():
        _check_charset(body, headers.get(b"content-type", b""))
    if b"\x00" in body:
        raise _nul(body.index(b"\x00"))
    if b"\\u0000" in body and (found := _NUL.search(body)):
        raise _nul(found.start())
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise Refused(
            400,
            "The body nests too deep",
            f"Objects and lists may lie in each other {MAX_DEPTH} deep.",
        )
    return body


def parsed(body: bytes, headers: Mapping[bytes, bytes]) -> Any:
    """The JSON of a checked body. Raises Refused, with the position."""
    try:
        return _decode(body)
    except (ValueError, RecursionError) as error:
        raise no_json(error, headers) from None


def no_json(error: Exception, headers: Mapping[bytes, bytes]) -> Refused:
    """For what msgspec says of text that is no JSON."""
    kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0]
    detail = f"The body is no JSON: {error}."
    if kind and "json" not in kind.lower():
        detail += f" Its Content-Type is {kind[:60]}; send JSON as application/json."
    return Refused(400, "The body is no JSON", detail)


def _check_charset(body: bytes, content_type: bytes) -> None:
    _, _, declared = content_type.decode("latin-1").lower().partition("charset=")
    charset = declared.partition(";")[0].strip(" \"'")
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        raise Refused(
            400,
            "The charset is not UTF-8",
            f"JSON is sent as UTF-8 (RFC 8259); Content-Type says {charset[:40]}.",
        )
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            400,
            "The body is not UTF-8",
            f"JSON is sent as UTF-8 (RFC 8259); byte {error.start} is not.",
        ) from None


def _depth(body: bytes) -> int:
    """How deep brackets nest, those in texts left out."""
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = body.split(b'"')[::2]  # every other part is a text
    brackets = b"".join(outside).translate(None, _OTHERS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def _too_large() -> Refused:
    return Refused(
        413,
        "The body is too large",
        f"At most {MAX_BYTES // 1024} KB are taken, counted after they are unpacked.",
    )


def _nul(place: int) -> Refused:
    return Refused(
        400, "NUL in the body", f"A NUL character (\\u0000) stands at byte {place}."
    )
