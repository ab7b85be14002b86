"""The database: tables, the statements over them, and the PostgreSQL that comes along."""
