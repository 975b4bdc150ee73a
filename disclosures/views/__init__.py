"""Public pages: the list of what is published, and each published file."""
