"""What stands behind ``./dms``: standard library only, so that it runs on a bare machine."""
