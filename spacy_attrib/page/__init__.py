"""How a text stands on the page: marks, paragraphs, sentences, phrases."""
