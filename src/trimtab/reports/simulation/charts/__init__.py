"""Charts of a simulation as static SVG, each with its table and its data."""
