"""Find by network: what it reads of a Doc, its layers, what it is trained towards, and how its scores become attributions."""
