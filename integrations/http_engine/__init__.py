"""An engine for VoIP gateways and corporate systems: a POST to an address of yours
(docs/engines.md).
"""

from integrations.http_engine.engine import HttpEngine

ENGINE = HttpEngine()
