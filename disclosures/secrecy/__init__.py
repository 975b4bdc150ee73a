"""Secrecy: subjects that are not published (预算法 第十四条, 政府信息公开条例 第十四条).

A 项 or 款 of the function classification that is marked 涉密 is folded into the subject above it,
which keeps its amount. ``folding`` takes it out of the figures and texts from which everything is
made that is printed; ``derivable`` says whose amount could still be worked out; ``leaks`` looks for
what the unit itself wrote of it. The checks of figures run over the unfolded ones.
"""

IDS = frozenset({"S01", "S02", "S03"})
"""The findings about secrecy. They belong into no list and no record that the public reads."""
