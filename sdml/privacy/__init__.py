"""Finding and masking personal data in text."""
