"""Whether what is stored, served and logged still is what was published.

``fault`` is the sentence in which something wrong is told, ``rows`` holds the rows of a publication
against what the log sealed, ``files`` the stored and served bytes, ``everything`` goes through all
of it. Expectations come from the log, whose own order and content is proven by its hashes; whoever
can rewrite all of it is found out by a head of the chain that was kept elsewhere.
"""

from disclosures.integrity.everything import faults, faults_of, kept
from disclosures.integrity.fault import Fault

__all__ = ["Fault", "faults", "faults_of", "kept"]
