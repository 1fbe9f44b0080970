"""Down the paragraphs: what stands above each, which words are one duty, and what each duty is made of."""
