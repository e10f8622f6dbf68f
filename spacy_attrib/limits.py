"""What is more than any machine could do."""

import os

MOST_PROCESSES = max(64, 4 * (os.cpu_count() or 1))  # each of them takes memory for a pipeline of its own
