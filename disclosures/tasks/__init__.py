"""What runs in the background: publishing and approving, reading and importing files of many units.

``moves`` changes the state of a disclosure, by ``publication`` and its rules; ``bulk`` takes in a
file of many units, which ``reading`` reads, ``rounds`` finding the draft of each unit and
``looking`` telling what would change in it. Every task works on one row, by its key, and turns what
the rules do not allow into the reason why a job failed (``failing``).
"""
