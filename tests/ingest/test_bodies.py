"""Bodies that are too large, too deep, packed or no text."""

import gzip
import json
import tracemalloc
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.ingest import bodies
from integrations.ingest.answers import Refused
from tests.ingest.conftest import Caller
from tests.ingest.test_alerts import PATH, bearer

GOOD = b'{"title": "Disk almost full"}'
PACKED = {
    "gzip": gzip.compress(GOOD),
    "x-gzip": gzip.compress(GOOD[:9]) + gzip.compress(GOOD[9:]),
    "deflate": zlib.compress(GOOD),
    "DEFLATE": zlib.compress(GOOD, wbits=-15),
    "identity": GOOD,
}
LARGE = b'{"title": "x", "pad": "%s"}'
FULL = LARGE % (b"x" * (bodies.MAX_BYTES - len(LARGE) + 2))
MEBIBYTE = b" " * 1024 * 1024
# What is sent with which headers, the status and a word of the reason.
REFUSED: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "a byte too many": (FULL + b" ", {}, 413, "512"),
    "a bomb": (gzip.compress(MEBIBYTE * 64), {"Content-Encoding": "gzip"}, 413, "512"),
    "cut": (PACKED["gzip"][:-9], {"Content-Encoding": "gzip"}, 400, "not whole"),
    "brotli": (GOOD, {"Content-Encoding": "br"}, 415, "gzip"),
    "a NUL": (b'{"title": "x\x00"}', {}, 400, "byte 12"),
    "an escaped NUL": (b'{"title": "x\\u0000"}', {}, 400, "NUL"),
    "deep": (b'{"title": "x", "a":' + b"[" * 64 + b"]" * 64 + b"}", {}, 400, "64"),
    "deepest": (b"[" * 200_000, {}, 400, "64"),
    "latin-1": (
        '{"title": "Fünf"}'.encode("latin-1"),
        {"Content-Type": "application/json; charset=ISO-8859-1"},
        400,
        "iso-8859-1",
    ),
    "not UTF-8": ('{"title": "Fünf"}'.encode("latin-1"), {}, 400, "byte 12"),
    "UTF-16": ('{"title": "Fünf"}'.encode("utf-16"), {}, 400, "UTF-8"),
    "no JSON": (b'{"title": x}', {}, 400, "byte 10"),
    "cut JSON": (b'{"title": "x"', {}, 400, "truncated"),
    "nothing": (b"", {}, 400, "Send JSON"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_body_is_refused_with_the_reason_and_neighbours_are_not(
    http: Caller, secret: str, name: str
) -> None:
    body, headers, status, reason = REFUSED[name]
    assert http.post(PATH, content=GOOD, headers=bearer(secret)).status_code == 202
    answer = http.post(PATH, content=body, headers=bearer(secret) | headers)
    assert http.post(PATH, content=GOOD, headers=bearer(secret)).status_code == 202

    assert answer.status_code == status
    assert reason in answer.json()["detail"]
    assert len(http.rows()) == 2


def test_what_is_just_within_the_limit_is_kept(http: Caller, secret: str) -> None:
    assert len(FULL) == bodies.MAX_BYTES
    assert http.post(PATH, content=FULL, headers=bearer(secret)).status_code == 202
    assert len(http.rows()[0].body) == bodies.MAX_BYTES


@pytest.mark.parametrize("coding", PACKED)
def test_a_packed_body_is_kept_unpacked(http: Caller, secret: str, coding: str) -> None:
    headers = bearer(secret) | {"Content-Encoding": coding}
    answer = http.post(PATH, content=PACKED[coding], headers=headers)

    assert answer.status_code == 202
    assert http.rows()[0].body == GOOD


def test_a_bomb_is_never_unpacked_whole() -> None:
    bomb = gzip.compress(MEBIBYTE * 64)
    tracemalloc.start()
    with pytest.raises(Refused):
        bodies.unpacked(bomb, "gzip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * len(MEBIBYTE)


@given(st.binary(max_size=200), st.sampled_from([*PACKED, "gzip"]))
def test_any_bytes_are_unpacked_or_refused(raw: bytes, coding: str) -> None:
    with suppress(Refused):
        assert len(bodies.unpacked(raw, coding.lower())) <= bodies.MAX_BYTES


_texts = st.text(alphabet='[]{}"\\ab', max_size=8)
_json = st.recursive(
    _texts | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner),
)


@given(_json)
def test_depth_is_that_of_the_values_and_not_of_their_texts(value: Any) -> None:
    assert bodies._depth(json.dumps(value).encode()) == _depth(value)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return 0
    return 1 + max(map(_depth, value), default=0)


@given(st.text(alphabet="\\u0a\x00", max_size=12))
def test_an_escaped_nul_is_told_from_the_text_of_one(text: str) -> None:
    body = json.dumps([text]).encode()
    if "\x00" in text:
        with pytest.raises(Refused):
            bodies.checked(body, {})
    else:
        assert bodies.checked(body, {}) == body
