"""A small believable company to try Muster with."""
