"""Help for pages: access marks, forms, one-time operations, errors, headers, assets. Owns no page of its own."""
