"""Django helpers without models: bulk writes, scopes, retry. Knows no domain noun."""
