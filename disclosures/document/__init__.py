"""The document: one tree that every renderer prints.

``tree`` is the values, ``tabulate`` makes tables, ``charting`` makes charts, ``glossary`` the
terms, ``assemble`` puts them together in the order of the standard's outline.
"""
