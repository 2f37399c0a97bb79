"""Observers who look back on a finished run, from its result files and its last evening.

Outlets follow a run day by day (`engine.outside`); the observers here need not: those who got out are
asked once they have arrived, papers leak months later, and images are taken of what stands there anyway.
"""
