"""Sending one claimed effect: the call, then its receipt in one transaction."""

import logging

from django.conf import settings
from django.db import close_old_connections, transaction

from bot import postings
from bot.registry import Receipt
from incidents.outbox import claims, turns
from incidents.outbox.values import MAX_ATTEMPTS, Claim, LeaseLost, ProviderError
from tasks import handlers

log = logging.getLogger(__name__)


def deliver(claim: Claim) -> None:
    """Send it, and keep what came of it. Never raises: it ends a worker's loop."""
    close_old_connections()
    try:
        with turns.taken():
            _deliver(claim)
    except LeaseLost:
        log.warning("Lost the lease of %s; whoever has it goes on", claim.key)
    except Exception:
        log.exception("%s stays claimed until its lease ends", claim.key)


def _deliver(claim: Claim) -> None:
    try:
        _stop_poison(claim)
        _await_turn(claim)
        receipt = handlers.send(claim)
        _settle(claim, receipt)
    except ProviderError as error:
        log.warning("%s, attempt %d: %s", claim.key, claim.attempts, error.message)
        claims.fail(claim, error, base=settings.RETRY_SECONDS)
    except LeaseLost:
        raise
    except Exception as error:
        # Perhaps after the call: its receipt could not be kept.
        log.exception("%s failed in our own code", claim.key)
        text = f"Muster failed: {type(error).__name__}: {error}"
        own = ProviderError(text, in_doubt=True)
        claims.fail(claim, own, base=settings.RETRY_SECONDS)


def _settle(claim: Claim, receipt: Receipt) -> None:
    """Keep what came of it: in one statement what most effects keep."""
    if receipt is postings.nothing:
        claims.complete(claim)
    elif isinstance(receipt, postings.Keep):
        claims.complete(claim, [receipt.shown])
    else:
        with transaction.atomic():
            receipt()
            claims.complete(claim)


def _await_turn(claim: Claim) -> None:
    """What waited for a vendor's limit is worked out once that takes calls again."""
    if not claim.scope:
        return
    if wait := claims.check(claim, needed=0, scopes=[claim.scope]):
        text = f"Waits still for {claim.scope}"
        raise ProviderError(text, retry_after=wait, scope=claim.scope)


def _stop_poison(claim: Claim) -> None:
    """An effect that kills its workers must not do so for ever."""
    if claim.failures > MAX_ATTEMPTS:
        raise ProviderError("Workers died while sending this.", permanent=True)
