"""Certificates and credits in the operational database; private keys in files and tokens."""
