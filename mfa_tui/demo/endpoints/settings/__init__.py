"""Factors, policies and everything else that is set for a whole tenant."""
