"""Looking back at an incident: a draft made from what happened, and its edits."""
