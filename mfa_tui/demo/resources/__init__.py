"""What most endpoints of a tenant are made of: a document, a collection, and the log event of a change."""
