"""Resolve: from the source phrase of an attribution to the most informative mention of whoever that is."""
