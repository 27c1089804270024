"""The HTTP API: everything a page shows, for programs. Needs the extra ``web``."""
