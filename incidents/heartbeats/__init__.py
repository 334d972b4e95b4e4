"""Dead-man switches: what should be heard from and is late."""
