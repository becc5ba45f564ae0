"""Everything on disk but the database."""
