"""Pure rules about accounts: passwords, guessing, links, names."""
