"""The public site as files that any web server can host, or that are opened from a folder.

``addresses`` says what is copied and under which name, ``asking`` gets each page from its view,
``collecting`` follows every link, ``rewriting`` makes links of one file to another, ``placing``
puts the whole in its folder in one step.
"""
