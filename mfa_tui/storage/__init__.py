"""What is kept on disk: the journal, progress files, and where they live."""
