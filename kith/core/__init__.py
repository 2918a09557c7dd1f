"""Plain Python that every other package may use: who acts, partial dates, text folding, errors, the clock. No Django."""
