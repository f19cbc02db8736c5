"""Running the house: the demo commune, keys of a fresh installation, the sandbox gateway, the benches."""
