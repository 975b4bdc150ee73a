"""Published figures side by side: one unit across years, several units, a department and its units.

``lines`` says which named figures are compared and where a standard holds them, ``reading`` reads
them of publications, ``years`` puts the documents of a year together, ``grid`` prints years or
units as columns, ``charts`` draws them; ``comparable`` says in words what may not be compared,
``department`` holds a department against the sum of its units. Nothing here reads a draft.
"""
