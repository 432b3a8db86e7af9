"""User search of the demo tenant: the part of Lucene that Auth0 documents."""
