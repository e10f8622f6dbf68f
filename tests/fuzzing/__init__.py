"""The parts of `python -m tests.fuzz`: what makes texts and parses, what must hold of what is found, and what readers and commands are given."""
