"""Python around the dbt project `lead_scoring`: it makes data, checks and reports. It never computes a score."""
