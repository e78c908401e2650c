"""Nobody reads what is not theirs: every model, role and address of the add-ons."""
