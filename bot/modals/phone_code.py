"""The form that takes the code of a phone or address."""

from bot import blockkit, reachability
from bot.answers import Answer, View
from bot.asks import Ask
from bot.mrkdwn import inline
from bot.registry import Modal
from incidents.contacts import services
from incidents.contacts.models import ContactMethod


def view(method: ContactMethod) -> View:
    how = "by e-mail" if method.kind == ContactMethod.Kind.EMAIL else "by SMS"
    return blockkit.modal(
        "Enter the code",
        [
            blockkit.field(
                "The six digits",
                blockkit.text_input("code", limit=12, focus=True),
                hint=f"They came {how} and hold for ten minutes.",
            )
        ],
        callback_id="phone_code",
        submit="Verify",
        carried={"method": method.pk},
    )


def submit(ask: Ask) -> Answer:
    code = str(ask.values.get("code") or "")
    method = services.verify(
        method=reachability.pressed(ask), code=code, by=ask.person, now=ask.now
    )
    name = inline(str(method), 40)
    return reachability.shown_anew(
        ask, f"✅ *{name}* is verified: it is used from now."
    )


MODAL = Modal(callback_id="phone_code", submit=submit)
