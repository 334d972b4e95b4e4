"""What one external menu offers per file, found by the menu's action id."""
