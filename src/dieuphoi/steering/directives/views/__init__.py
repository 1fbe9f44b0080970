"""Pages of documents, of how they reach people, of drafts, of counts and rules."""
