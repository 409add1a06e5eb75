"""The JSON shape of every record, both directions."""
