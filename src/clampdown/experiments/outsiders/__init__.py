"""What happened beside what outsiders would count, and what may be written of it."""
