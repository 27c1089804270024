"""The MCP server: what an assistant may ask of an edition, with the same figures as every other surface."""
