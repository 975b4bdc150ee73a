"""Finding what is published: by unit, initials of its name, region, 科目, project, words of a page.

``words`` makes terms of texts and queries, ``entries`` reads what can be found from a frozen page
with the place it has there, ``index`` keeps a row of it for each disclosure in force, ``matching``
asks either database for terms, ``finding`` answers a query, ``excerpts`` shows where the words
stand. The index is derived from publications alone, like the served pages.
"""
