"""From words to vectors: tokens, and static embeddings distilled from a sentence model."""
