"""Pages of the admin site that stand before or beside its door."""
