"""The factor matrix and the policy selector."""
