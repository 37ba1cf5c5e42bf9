"""Who asks, and what they may see: phones, the directory, the policy, Person and Scope."""
