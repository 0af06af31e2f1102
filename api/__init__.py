"""Who may do what over HTTP, the live feed, the pages."""
