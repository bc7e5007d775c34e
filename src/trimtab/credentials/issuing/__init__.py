"""Making, suspending, revoking certificates; keys, issuers, accreditations."""
