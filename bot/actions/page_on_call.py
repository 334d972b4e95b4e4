"""Page who is on call, in place of somebody who is not."""

from bot import paging
from bot.messages.paging import ON_CALL
from bot.registry import Action

ACTION = Action(action_id=ON_CALL, run=paging.instead, needs_incident=True)
