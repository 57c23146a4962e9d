"""Pages over several features: front page, Find, a group's page, Today. No tables, no actions."""
