"""The commands of `vocero`, one module a family; `vocero.cli` puts them together."""
