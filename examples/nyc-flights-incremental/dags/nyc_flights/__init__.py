"""A year of New York's departures, batch by batch: bronze, silver, gold, and the books that prove them."""
