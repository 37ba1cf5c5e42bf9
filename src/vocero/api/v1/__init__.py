"""The admin API, `/api/v1`: one module a resource, all behind one reception."""
