"""The document on paper, as markup for the print template.

``sections`` (parts with their headings, paragraphs, charts and pages of tables) uses ``placing``
(type size, widths of columns, which tables share a page), which uses nothing but the tables;
``cells`` writes heads and bodies of tables; ``words`` keeps a number and its unit together.

A document has thousands of elements and every element and class costs WeasyPrint time, so all
markup here is as lean as the style sheet allows.
"""
