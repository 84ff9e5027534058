"""The ledger for machines."""

from fastapi import APIRouter

router = APIRouter(tags=["ledger"])
