"""The figures: the metric catalogue, its SQL within a Scope, and the Answer they make."""
