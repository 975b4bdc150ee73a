"""One file that holds an installation: its database, published files and own standards.

``manifest`` is what the file says of itself, ``dump`` the database, ``writing`` makes the file and
``reading`` puts it into an empty place. No secret of the environment is in it.
"""

from disclosures.backup.manifest import BackupError
from disclosures.backup.reading import restore
from disclosures.backup.writing import Written, back_up

__all__ = ["BackupError", "Written", "back_up", "restore"]
