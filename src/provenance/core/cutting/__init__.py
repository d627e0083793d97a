"""Articles cut into paragraphs, sentences and quotations, furniture marked."""
