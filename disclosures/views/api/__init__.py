"""The open-data API: ``operations`` answer, ``schemas`` say how."""
