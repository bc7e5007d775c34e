"""Policies tried before they are taken: a labour-flow model, exact at the scale of a country."""
