"""An extension as a company would write one: receivers of get_invites."""
