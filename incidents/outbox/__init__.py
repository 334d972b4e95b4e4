"""Effects on the outside world, committed with the change that asks for them."""
