"""The command line: `daemun ...`."""
