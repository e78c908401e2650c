"""Measures of what the issues promise; run by ``./dms bench NAME``."""
