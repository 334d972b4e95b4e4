"""The effect "page.cancel": a call that nobody needs any more is taken back."""

from incidents.escalation.asking import CANCEL, hang_up
from incidents.outbox.values import Claim
from integrations import engines
from integrations.registry import EffectHandler, Receipt


def ask(*, page: int, engine: str, way: str, vendor_id: str) -> None:
    """Ask for it, in a transaction."""
    hang_up([(page, engine, way, vendor_id)])


def send(claim: Claim) -> Receipt:
    """One that is answered or over goes on. Raises ProviderError."""
    args = claim.args
    engine = engines.engines().get(args["engine"])
    if engine is not None:
        engine.cancel(args["way"], args["vendor_id"])
    return _nothing


def _nothing() -> None:
    """Its end is reported by the engine."""


EFFECT = EffectHandler(kind=CANCEL, send=send)
