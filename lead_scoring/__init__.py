"""Python beside the dbt project `lead_scoring`: demo data, checks, reports. It never computes a score."""
