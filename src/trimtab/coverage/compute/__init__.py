"""Contribution arithmetic over columns of persons: arrays in, arrays out; no book, no place."""
