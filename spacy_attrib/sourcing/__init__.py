"""What kind of source an attribution has, and what the text says of why it has no name."""
