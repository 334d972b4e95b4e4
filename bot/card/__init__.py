"""The parts of an incident's card, one per file; `PART` says where it stands."""
