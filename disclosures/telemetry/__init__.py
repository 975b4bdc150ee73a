"""What a process tells of itself while it works: lines of the log, and counters.

It knows neither Django nor the database, so that every module may use it. What is read of it, and
by whom, is in ``disclosures.observing``.
"""
