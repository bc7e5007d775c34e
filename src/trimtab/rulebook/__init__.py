"""Dated parameter files of the law in YAML, by country and place; ``trimtab.rules`` reads them."""
