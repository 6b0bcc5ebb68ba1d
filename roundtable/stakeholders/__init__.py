"""The register of people and organisations, and the stake that ties each to a programme."""
