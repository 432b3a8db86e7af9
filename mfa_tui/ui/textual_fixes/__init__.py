"""What Textual does not do yet, and every use of its private API."""
