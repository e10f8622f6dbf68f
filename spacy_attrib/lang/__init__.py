"""What the rules know of a language: one folder for each."""
