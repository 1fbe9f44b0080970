"""The judging engine: ``judging`` judges, ``verdicts`` are its words, ``rows`` and ``thresholds`` what it reads."""
