"""Parsing and validation of values at the edge."""
