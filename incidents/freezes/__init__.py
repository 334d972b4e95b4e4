"""Deployment freezes: when nothing should be rolled out, and who did all the same."""
