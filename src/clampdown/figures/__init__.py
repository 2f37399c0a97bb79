"""Figures for papers, drawn from what a report shows."""
