"""预算绩效: projects, indicators, scores and self-assessments.

``values`` (a project and its indicators) → ``forms`` (the official forms, as data) → ``scoring`` →
``checks``; ``layout`` puts a project into a form, ``reading`` takes one out of a workbook,
``section`` says the sentences, ``report`` the self-assessment, ``charts`` draws. These know
nothing of Django. ``models`` hold the rows, ``carry`` takes targets over from an earlier document,
``contribute`` hands everything to a disclosure.

It imports ``disclosures`` and is never imported by it: it enters through
``DISCLOSURES_CONTRIBUTORS`` in the settings.
"""
