"""The parts of the App Home, one per file; `PART` says where it stands."""
