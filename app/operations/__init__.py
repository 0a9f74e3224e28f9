"""Running the house: health, metrics, backup. Knows all features, like the commands."""
