"""Finding communes by name, without a network: the list that is carried, or a site's own."""
