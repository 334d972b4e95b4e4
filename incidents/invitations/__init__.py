"""Whom an incident needs: `get_invites`, its receivers, and why each was invited."""
