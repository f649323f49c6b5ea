"""How fast the service is on a record of national size: ratios measured within one run."""
