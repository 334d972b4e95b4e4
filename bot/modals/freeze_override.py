"""The form of who must deploy although it is frozen."""

from datetime import timedelta

from bot import blockkit
from bot.answers import Answer, Say, View
from bot.asks import Ask
from bot.messages.freeze import what
from bot.mrkdwn import span
from bot.registry import Modal
from incidents.freezes import services
from incidents.freezes.services import REASON_LIMIT

MINUTES = {"15": "15 minutes", "30": "30 minutes", "60": "1 hour", "240": "4 hours"}


def view(scope: str) -> View:
    options = [blockkit.option(text, minutes) for minutes, text in MINUTES.items()]
    blocks = [
        blockkit.section(
            "Your name and reason are posted under the freeze and kept. Pipelines of "
            "this scope may go on for the time you choose."
        ),
        blockkit.field(
            "What you deploy",
            blockkit.text_input("scope", limit=80, placeholder="all", value=scope),
        ),
        blockkit.field(
            "Why it cannot wait",
            blockkit.text_input("reason", limit=REASON_LIMIT, focus=True),
        ),
        blockkit.field(
            "For how long",
            blockkit.select("lasting", options, placeholder="30 minutes"),
            optional=True,
        ),
    ]
    return blockkit.modal(
        "Deploy all the same",
        blocks,
        callback_id="deployment_override",
        submit="Override",
    )


def submit(ask: Ask) -> Answer:
    chosen = str(ask.values.get("lasting") or "30")
    lasting = timedelta(minutes=int(chosen) if chosen in MINUTES else 0)
    made = services.override(
        scope=str(ask.values.get("scope") or ""),
        reason=str(ask.values.get("reason") or ""),
        lasting=lasting,
        by=ask.person,
        now=ask.now,
    )
    return Say(
        f"🚧 You may deploy {what(made[0].scope)} for {span(lasting)}.",
        title="Overridden",
    )


MODAL = Modal(callback_id="deployment_override", submit=submit)
