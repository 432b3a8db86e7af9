"""Tokens: from whatever was pasted to a verdict on MFA. `inspection.inspect_paste` is the one way in.

Standard library only; PyJWT is imported by `signature` when a signature is to be checked. Nothing here opens a file,
asks the network or reads the clock, and nothing raises on hostile input.
"""
