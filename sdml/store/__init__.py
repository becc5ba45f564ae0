"""Every connection, table and query."""
