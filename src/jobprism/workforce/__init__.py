"""Rosters at scale: titles of a whole workforce coded, and its exposure by unit, level and group."""
