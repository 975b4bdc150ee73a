"""Made-up units at size: a tree of them with accounts and budgets of several years, published.

``units`` names them, ``money`` says what each has and spends in a year, ``accounts`` and
``budgets`` put that into the tables of 决算 and 预算, ``words`` writes what the unit would write,
and ``making`` takes each document the way of every other: entered, submitted, reviewed, published.
"""
