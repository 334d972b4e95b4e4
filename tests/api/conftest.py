"""A web server and a worker of their own, whose API is asked everything."""

from collections.abc import Iterator

import pytest

from incidents import sealed
from incidents.catalog.keys import digest_of
from incidents.catalog.models import ApiKey
from tests.muster_process import Muster
from tests.servers import Servers

API_KEY = "a-key-with-every-scope-for-tests"
SERVICE_KEY = "mk_a-key-of-a-service-for-tests"
TOKEN = "hb_0123456789abcdefghijklmnopqrstuv"
_API_KEY = """
INSERT INTO incidents_apikey (name, start, digest, scopes)
VALUES ('Everything', 'a-key', %s, %s)
"""
_SERVICE_KEY = """
INSERT INTO incidents_servicekey (service_id, digest, sealed, start)
SELECT id, %s, %s, 'mk_a-key' FROM incidents_service WHERE slug = 'ledger'
"""
_HEARTBEAT = """
INSERT INTO incidents_heartbeat (service_id, name, token_digest, token_sealed,
    interval_seconds, cron, timezone, grace_seconds, severity, state)
SELECT id, 'Nightly payout', %s, %s, 3600, '', 'UTC', 60, '', 'new'
FROM incidents_service WHERE slug = 'ledger'
"""


@pytest.fixture(scope="module")
def muster(servers: Servers) -> Iterator[Muster]:
    """Brightwater's, without its Slack; keys may send as fast as they like."""
    muster = Muster(
        servers,
        slack_api_url="http://127.0.0.1:9/api/",
        template=servers.seeded,
        broker=None,
        settings={"ALERT_REQUESTS_PER_SECOND": "100000"},
    )
    try:
        muster.launch()
        muster.sql(_API_KEY, digest_of(API_KEY), list(ApiKey.Scope.values))
        muster.sql(_SERVICE_KEY, digest_of(SERVICE_KEY), sealed.seal(SERVICE_KEY))
        muster.sql(_HEARTBEAT, digest_of(TOKEN), sealed.seal(TOKEN))
        muster.wait_ready()
        yield muster
    finally:
        muster.stop()
