"""The bureau's desk for deadlines: who has to publish, how far everybody is, and who is late."""
