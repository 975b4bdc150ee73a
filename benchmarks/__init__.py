"""Speed and memory, measured by ``make bench``; never asserted in a test."""
