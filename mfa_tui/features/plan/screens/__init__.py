"""The review, and the progress of a plan."""
