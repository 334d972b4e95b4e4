"""The verbs of an incident and the rules they keep."""
