"""Results as tables for people and as JSON for programs, one module per noun.

Modules are imported where a command needs them: together they would load every room.
"""
