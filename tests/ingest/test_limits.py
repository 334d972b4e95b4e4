"""What one key may bring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from integrations.ingest.answers import Refused
from integrations.ingest.app import Ingest
from integrations.ingest.limits import BURST_SECONDS, Limits
from tests.ingest.conftest import serving
from tests.ingest.test_alerts import PATH, bearer


@given(
    st.floats(min_value=0.5, max_value=100),
    st.lists(st.floats(min_value=0, max_value=5), max_size=200),
)
def test_never_more_than_the_burst_and_the_rate(
    rate: float, pauses: list[float]
) -> None:
    now = 0.0
    limits = Limits(rate, clock=lambda: now)
    for taken, pause in enumerate(pauses, start=1):
        now += pause
        if (later := _refusal(limits)) is not None:
            now += later  # and then it is taken, as was promised
            assert _refusal(limits) is None
        assert taken <= rate * BURST_SECONDS + rate * now + 1e-6


def _refusal(limits: Limits) -> int | None:
    try:
        limits.take("a")
    except Refused as refused:
        return refused.retry_after
    return None


def test_keys_do_not_share_a_bucket() -> None:
    limits = Limits(0.1, clock=lambda: 0.0)
    limits.take("a")
    limits.take("b")
    with pytest.raises(Refused):
        limits.take("a")


@pytest.mark.django_db(transaction=True)
def test_too_many_requests_are_told_when_to_come_back(
    settings: Settings, secret: str
) -> None:
    settings.ALERT_REQUESTS_PER_SECOND = 0.4
    with serving(Ingest()) as http:
        first, second, third = (
            http.post(PATH, json={"title": "x"}, headers=bearer(secret))
            for _ in range(3)
        )
        assert len(http.rows()) == 2

    assert (first.status_code, second.status_code) == (202, 202)
    assert third.status_code == 429
    assert int(third.headers["retry-after"]) >= 1
    assert "requests a second" in third.json()["detail"]
