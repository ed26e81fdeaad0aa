"""The command line: commands, options, help and completion. What they do is in `commands/`."""
