"""The command line: each command parses, calls one step and prints."""
