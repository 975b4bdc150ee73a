"""The clerk's desk: the pages on which one disclosure is made, one module each.

``pages`` says who may open a page and draws its frame, ``places`` where on the desk a figure or a
text is entered. Every other module lists its addresses in ``PAGES``.
"""
