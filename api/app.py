"""The same doors for machines."""

from fastapi import FastAPI


def create() -> FastAPI:
    """The API, mounted under /api."""
    return FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
