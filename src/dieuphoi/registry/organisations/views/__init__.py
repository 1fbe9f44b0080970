"""Pages of organisations, people, duties and handovers."""
