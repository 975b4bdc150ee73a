"""Outlines of the self-assessment report, one TOML file each."""
