"""How Acme is organised: departments and offices, and the roles and organizations of its tenant."""

from __future__ import annotations

from mfa_tui.demo.types import Json

DEPARTMENTS = (
    "Engineering",
    "Sales",
    "Support",
    "Finance",
    "Logistics",
    "People",
    "Legal",
    "Marketing",
    "Identity",
)
OFFICES = ("Berlin", "Rotterdam", "Osaka", "Austin", "Dubai", "Pune", "Remote")
# Shared by everybody who works there: metadata is never changed in place.
PLACES: dict[tuple[str, str], Json] = {
    (department, office): {"department": department, "office": office}
    for department in DEPARTMENTS
    for office in OFFICES
}

ADMIN, PAYROLL, SUPPORT, CONTRACTOR = (
    "rol_AcmeAdmin0000001",
    "rol_AcmePayroll00002",
    "rol_AcmeSupport00003",
    "rol_AcmeContract0004",
)
ROLES: tuple[Json, ...] = (
    {"id": ADMIN, "name": "Portal admin", "description": "Changes everything in the employee portal"},
    {"id": PAYROLL, "name": "Payroll", "description": "Salaries and bank accounts"},
    {"id": SUPPORT, "name": "Support desk", "description": "Helps people who cannot log in"},
    {"id": CONTRACTOR, "name": "Contractor", "description": "Works here, is not employed here"},
)
LOGISTICS, RETAIL = "org_AcmeLogistics01", "org_AcmeRetail000002"
ORGANIZATIONS: tuple[Json, ...] = (
    {"id": LOGISTICS, "name": "acme-logistics", "display_name": "Acme Logistics"},
    {"id": RETAIL, "name": "acme-retail", "display_name": "Acme Retail"},
)
