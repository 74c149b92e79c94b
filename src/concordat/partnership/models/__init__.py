"""Partnerships, who is named, contacts, faces, agreements, and the duties that named settings sign."""

from concordat.partnership.models.duties import ArrangementsReceipt, DutySignature, DutyStatement
from concordat.partnership.models.structure import (
    AgreementAcceptance,
    Arrangements,
    ContactLine,
    ContactList,
    Face,
    Naming,
    NamingBasis,
    Partnership,
    PartnerTerm,
)

__all__ = [
    "AgreementAcceptance",
    "Arrangements",
    "ArrangementsReceipt",
    "ContactLine",
    "ContactList",
    "DutySignature",
    "DutyStatement",
    "Face",
    "Naming",
    "NamingBasis",
    "PartnerTerm",
    "Partnership",
]
