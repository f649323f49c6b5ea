"""How dates and numbers are written, where Django's own British forms are not ours."""
