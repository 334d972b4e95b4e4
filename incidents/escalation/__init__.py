"""Runs walk a policy and make pages until somebody acknowledges."""
