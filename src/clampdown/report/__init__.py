"""What a report shows: `payload_of` gathers it from the folders of runs or a comparison, and nothing else."""

from clampdown.report.payload import FORMAT, payload_of
from clampdown.report.writing import FILE, Page, write_report

__all__ = ["FILE", "FORMAT", "Page", "payload_of", "write_report"]
