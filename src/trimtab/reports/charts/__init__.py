"""Charts of the brief as static SVG: drawing, axes, and one module for each kind."""
