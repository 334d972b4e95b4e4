"""Mail the app sends: taken for everybody, delivered to nobody but the page."""
