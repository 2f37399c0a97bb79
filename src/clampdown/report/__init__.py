"""What a report shows: `payload_of` gathers it from the folders of runs or a comparison, and nothing else."""

from clampdown.report.payload import FORMAT, payload_of

__all__ = ["FORMAT", "payload_of"]
