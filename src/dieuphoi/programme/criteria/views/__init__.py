"""Pages of criteria: reading the sets, writing drafts, what is kept beside the rows."""
