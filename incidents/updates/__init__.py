"""Telling how an incident stands: updates, when the next is due, who follows them."""
