"""Loading a batch into a table: what is new, what changed, what is gone, what is refused."""
