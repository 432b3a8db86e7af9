"""The one async Management API client: httpx lives here and nowhere else."""
