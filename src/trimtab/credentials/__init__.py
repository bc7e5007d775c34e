"""Certificates that verify anywhere, and the credit bank."""
