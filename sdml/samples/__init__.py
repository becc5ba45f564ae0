"""A made-up service desk: a seed and a size in, records out."""
