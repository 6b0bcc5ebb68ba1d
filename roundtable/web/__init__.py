"""Flask helpers that know no domain: transactions, forms, pages, paging, filters, headers, failures."""
