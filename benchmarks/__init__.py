"""The figures of ``make bench``: what the product takes, each beside the least that the same work could take.

Run by ``dieuphoi bench``. One figure is one JSON line: ``name, value, unit, limit, ratio, aim, met``.

* ``value`` is the product's own measure; ``limit`` the measure of the bare thing, taken in the same run, in turns
  with the product's, so that a busy machine slows both.
* ``ratio`` is ``value / limit``; ``aim`` the ratio asked for; ``met`` is judged on that ratio alone. For rates
  (``…/s``) and shares (``share``: how much of the labelled directives is read right, of one) more is better, for
  times less is.
* An absolute aim ("40 ms", "200,000 verdicts/s") holds for a machine of 4 cores. There the limit is a bare loop and
  the ratio asked for is the absolute aim over that loop's own measure on the machine of reference
  (:mod:`benchmarks.reference`): a machine twice as slow is allowed twice the time.

Everything is measured in a database of its own in the server of the clone (``fsync`` on), dropped at the end.
"""
