"""Twilio: calls and SMS by its REST API, keys and replies by its webhooks
(docs/twilio.md).
"""

from integrations.twilio.engine import TwilioEngine

ENGINE = TwilioEngine()
