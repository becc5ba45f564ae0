"""Frozen dataclasses and enums that cross layers, one subject a file."""
