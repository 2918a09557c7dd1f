"""Settings, URLs, the schedule of periodic work. Knows every package; nothing imports it."""
