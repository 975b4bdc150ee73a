"""勾稽关系 and wording: every rule has a stable id (docs/checks.md) and yields findings.

Over figures: ``identities``, ``subjects``, ``units`` (department and units), ``history`` (last
year), ``budget``. Over what the unit wrote: ``reasons``, ``prose``, ``names``. Over the finished
text: ``residue``. ``run`` runs them all over a ``Context``; ``catalogue`` holds ids and severities.
"""
