"""Files of other products, one module each: from what they write to our own form."""
