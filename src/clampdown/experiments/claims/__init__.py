"""Claims as data: reading patterns, measuring runs in their words, and saying whether they hold."""
