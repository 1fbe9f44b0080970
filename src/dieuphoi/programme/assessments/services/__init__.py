"""Every act on rounds, sheets and values, by what it is about."""
