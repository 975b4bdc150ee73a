"""From figures to sentences.

``scope`` is what a sentence can see: the sheet, the words, the row at hand, what the unit wrote.
``figures`` turns a name of the standard into a printed number with its source. ``expressions``
evaluates what stands in braces and in ``when``. ``sentences`` puts them into runs of text.
``prose`` cuts the text that a unit wrote into paragraphs and headings.
"""
