"""Pages of public lists: those of the office (:mod:`office`), and those of everybody (:mod:`public`)."""
