"""What models and gateways send in practice: at the level of one passage, of whole reports, and in a random mix."""
