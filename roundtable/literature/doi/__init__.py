"""A reference by its DOI: asked of the resolver over the network, compared with what is there, then added."""
