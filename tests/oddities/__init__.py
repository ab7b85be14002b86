"""Oddities that models and gateways send in practice: in one passage, in whole reports, and in a random mix."""
