"""预决算公开: from the figures of a unit to its published disclosure.

    workbook → intake → facts → checks, narrative, charts, tables
        → document → renderers → publication

A number is held once as a fact (元, two places), printed many times, and every print knows its
source. Each step imports only the steps before it; everything up to and including ``document`` is
plain Python without Django, a database or a clock. Start reading at ``pipeline.prepare``.
"""
