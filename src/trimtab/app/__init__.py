"""Composition root: settings to stores to services. The only place that wires rooms together."""
