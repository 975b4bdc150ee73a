"""How the site is doing: for those who look after it, and for programs that watch it.

``requests`` gives every request its number, its line in the log and its place in the counters.
``state`` reads what the database and the disk say now. ``readiness`` says whether the site can
work; ``metrics`` tells everything as numbers, which ``exposition`` writes for Prometheus; ``page``
shows it to superusers. The addresses that programs ask are in ``disclosures.views.probes``.
"""
