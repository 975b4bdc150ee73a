"""The official forms, one TOML file each; ``loader`` reads them into ``model``."""
