"""勾稽关系 and wording: every rule has a stable id (docs/checks.md) and yields findings.

``identities`` checks figures against each other, ``residue`` the finished text.
"""
