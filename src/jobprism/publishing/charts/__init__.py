"""Pictures where people would rather look than read, each with a table twin and a text alternative."""
