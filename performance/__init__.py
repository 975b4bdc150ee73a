"""预算绩效: projects, indicators, scores and self-assessments.

Will contribute its section (预算绩效管理) and appendix to a disclosure. It imports ``disclosures``
and is never imported by it: it enters through ``DISCLOSURES_CONTRIBUTORS`` in the settings.
"""
