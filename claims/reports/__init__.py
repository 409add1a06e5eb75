"""The reading commands: one file says a command's name, its options, its keys and how it is shown."""
