"""What spans add-ons: lint, installation, the command, flows in a browser."""
