"""E-mail, by the mail server that EMAIL_URL names (docs/email.md)."""

from integrations.email import audit, gap, notice, page, sending
from integrations.registry import Provider

PROVIDER = Provider(
    name="E-mail",
    effects=(
        sending.EFFECT,
        page.EFFECT,
        audit.EFFECT,
        gap.EFFECT,
        notice.EFFECT,
    ),
)
