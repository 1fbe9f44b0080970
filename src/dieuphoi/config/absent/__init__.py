"""A database backend for the moment when no server runs: it says so at the first connection."""
