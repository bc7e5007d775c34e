"""Unemployment benefit over columns of persons: arrays in, arrays out; no book, no place."""
