"""What a report follows over the days, by place and by group, counted alike in runs and in comparisons."""
