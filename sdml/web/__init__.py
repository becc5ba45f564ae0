"""The door for browsers: pages and a small JSON interface over the steps."""
