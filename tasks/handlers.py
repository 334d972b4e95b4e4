"""Which function carries out which kind of effect: found by the registries."""

from bot import registry
from bot.sending import Sending
from bot.slack import worker_slack
from incidents.outbox.values import Claim


def kinds() -> dict[str, int]:
    """The kinds this worker knows, each with its newest version."""
    return {kind: handler.version for kind, handler in registry.effects().items()}


def send(claim: Claim) -> registry.Receipt:
    """Carry an effect out; answers what to write when its receipt commits.

    Raises ProviderError or LeaseLost.
    """
    handler = registry.effects()[claim.kind]
    return handler.send(Sending(claim=claim, slack=worker_slack()))
