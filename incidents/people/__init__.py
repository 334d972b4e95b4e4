"""Teams and people."""
