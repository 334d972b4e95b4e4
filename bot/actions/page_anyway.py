"""Page somebody all the same, though they are not on call."""

from bot import paging
from bot.messages.paging import ANYWAY
from bot.registry import Action

ACTION = Action(action_id=ANYWAY, run=paging.anyway, needs_incident=True)
