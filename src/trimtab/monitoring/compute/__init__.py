"""Pure numerics of monitoring: arrays and records in, results out. Sees no port."""
