"""The publication as a site: the same pages written as static files or served live."""
