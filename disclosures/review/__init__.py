"""What somebody who reviews a disclosure has to see first.

``places`` calls the places that the log names as people do, ``changes`` folds what was changed
since the last submission or published version, ``last_year`` holds the figures against those of
the year before, ``remarks`` tells what became of the places that were sent back. Nothing here
changes anything.
"""
