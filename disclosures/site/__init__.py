"""What the public gets: a tree of files for each disclosure, derived from publications alone.

``versions`` reads the published versions, ``changes`` what one corrected in another, ``frame``
makes the status shown on a frozen page, ``derive`` names every file there should be, ``baking``
writes them where a web server finds them, ``comparing`` holds what is there against what should
be. Nothing here reads the figures, texts or state of a draft.
"""
