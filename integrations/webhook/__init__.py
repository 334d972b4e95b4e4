"""Posts what a policy's webhook steps tell (docs/escalation.md)."""

from integrations.registry import Provider
from integrations.webhook import posting

PROVIDER = Provider(name="Webhooks", effects=(posting.EFFECT,))
