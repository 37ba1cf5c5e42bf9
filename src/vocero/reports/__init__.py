"""The reports: one module a family, each turns a Question into an Answer within a Scope."""
