"""Dialogs that several capabilities share."""
