"""Forms of the admin site."""
