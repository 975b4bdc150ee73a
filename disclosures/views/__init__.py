"""Public pages: the list of what is published, each published file, and its verification."""
