"""Programs for whoever trains; nothing at run time imports them."""
