"""Acknowledge: who pressed has it, and nobody else is paged."""

from bot.commands.ack import run
from bot.messages.paging import ACKNOWLEDGE
from bot.registry import Action

ACTION = Action(action_id=ACKNOWLEDGE, run=run, needs_incident=True)
