"""One global shortcut or message action per file; the manifest lists what is here."""
