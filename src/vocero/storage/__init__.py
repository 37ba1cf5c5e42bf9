"""Where things are kept: engine, tables, the reporting contract, its fence, the demo company."""
