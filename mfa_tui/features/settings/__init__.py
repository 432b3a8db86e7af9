"""Factors and policy, of one tenant or several side by side."""
