"""Pooled figures of a region: how far a pool is, which questions correspond, and the table of everybody's settings."""
