"""Pages people by phone, with the engines of the settings (docs/engines.md)."""

from integrations.paging import checking, codes, hanging_up, sending
from integrations.registry import Provider

PROVIDER = Provider(
    name="Phones",
    effects=(sending.EFFECT, hanging_up.EFFECT, checking.EFFECT, codes.EFFECT),
)
