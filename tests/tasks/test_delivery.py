"""What a worker does with an effect before and after its handler."""

import pytest

from incidents.outbox import claims, services
from incidents.outbox.models import Effect
from tasks.delivery import deliver

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = "slack:chat.postMessage:C1"


@pytest.mark.parametrize("is_limited", [True, False])
def test_what_waited_for_a_limit_is_worked_out_once_that_is_over(
    is_limited: bool,
) -> None:
    """Its handler would fail: there is no such incident."""
    services.touch(kind="card", key="card:0", subject="incident:0")
    Effect.objects.update(scope=SCOPE)
    claims.throttle(SCOPE, seconds=30.0 if is_limited else -1.0)
    (claim,) = claims.claim(queues=["slack"], kinds={"card": 9}, limit=1, lease=30.0)
    deliver(claim)
    effect = Effect.objects.get()
    assert (effect.deferrals, effect.last_error.startswith("Waits still")) == (
        int(is_limited),
        is_limited,
    )
