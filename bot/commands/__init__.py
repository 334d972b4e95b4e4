"""One subcommand of the slash command per file."""
