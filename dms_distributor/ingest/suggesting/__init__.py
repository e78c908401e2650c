from .suggest import suggest_layout
