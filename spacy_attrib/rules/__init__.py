"""Finding attributions by rules over the parse: page, cues, clauses, quotations, finder - in this order."""
