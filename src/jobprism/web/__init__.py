"""The HTTP app: the pages of the site, served live. Needs the extra ``web``."""
