"""Which function carries out which kind of effect: found by the registries."""

from collections.abc import Mapping
from functools import cache

from bot import registry
from bot.sending import Sending
from bot.slack import worker_slack
from incidents.outbox import turns
from incidents.outbox.values import Claim
from integrations import registry as providers


@cache
def kinds() -> Mapping[str, int]:
    """The kinds this worker knows, each with its newest version."""
    ours = {kind: each.version for kind, each in registry.effects().items()}
    return ours | {kind: each.version for kind, each in providers.effects().items()}


def send(claim: Claim) -> registry.Receipt:
    """Carry an effect out; answers what to write when its receipt commits.

    Raises ProviderError or LeaseLost.
    """
    if provided := providers.effects().get(claim.kind):
        with turns.given_up():  # it may be slow in ways that we do not know
            return provided.send(claim)
    handler = registry.effects()[claim.kind]
    return handler.send(Sending(claim=claim, slack=worker_slack()))
