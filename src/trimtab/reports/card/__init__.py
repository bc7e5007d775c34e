"""The alert card: one episode with its evidence, its promise and its doubts, in words."""

from trimtab.reports.card.lines import CardLine
from trimtab.reports.card.view import CardSection, CardView, card_view

__all__ = ["CardLine", "CardSection", "CardView", "card_view"]
