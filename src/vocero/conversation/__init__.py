"""One conversation for every door: what was said goes in, a reply comes out."""
