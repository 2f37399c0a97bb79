"""From lists back to estimates: how many people there were, judged from those that somebody wrote down."""
