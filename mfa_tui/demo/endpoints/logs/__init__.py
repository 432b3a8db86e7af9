"""The tenant's log, its statistics, and where they are streamed to."""
