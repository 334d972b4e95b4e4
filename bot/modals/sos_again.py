"""Calling for help a second time within minutes."""

from bot.answers import Answer
from bot.asks import Ask
from bot.modals import sos
from bot.registry import Modal


def submit(ask: Ask) -> Answer:
    chosen = str(ask.values.get("who") or "")
    why = str(ask.values.get("why") or "")
    return sos.call(ask, chosen=chosen, why=why, again=True)


MODAL = Modal(callback_id="incident_sos_again", submit=submit, needs_incident=True)
