"""Cycles, returns, answers, delegations, decisions, offers; checking, what follows; pairs; coded notes."""

from concordat.audits.models.agencies import AgencyAnswer, AgencyReturn
from concordat.audits.models.carried import CarriedAnswer, DifferenceReason, TickedAnswer
from concordat.audits.models.checking import Draw, DrawFrame, ModeratedRating, Moderation
from concordat.audits.models.coding import CodedNote, Coding, CodingCode, CodingCoder, CodingResult, CodingSettlement
from concordat.audits.models.cycles import AuditCycle, CycleForm
from concordat.audits.models.decisions import ReturnDecision, ReturnRequest
from concordat.audits.models.delegations import Delegation
from concordat.audits.models.evidence import Evidence, EvidenceContent
from concordat.audits.models.feedback import Feedback, Representation
from concordat.audits.models.links import SigningLink
from concordat.audits.models.offers import OfferedAnswer
from concordat.audits.models.others import BodyAnswer, BodyForm, BodyFormAsked
from concordat.audits.models.outside import OutsideAudit, OutsideOffer
from concordat.audits.models.packs import AnswerPack, PackIssuer
from concordat.audits.models.pairing import (
    PairingEnding,
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingReply,
    PairingRound,
    PairingSaid,
)
from concordat.audits.models.pilots import PilotNote
from concordat.audits.models.plans import PlannedAction, Recommendation, RecommendationStanding
from concordat.audits.models.pools import Pool, PoolPart, PoolRelease, PoolReturn, PoolTable
from concordat.audits.models.returns import Answer, AuditReturn, ReturnQuery, SignOff
from concordat.audits.models.trusts import TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.models.visits import Visit, VisitRating
from concordat.audits.models.year_one import PastFact, YearOneList

__all__ = [
    "AgencyAnswer",
    "AgencyReturn",
    "Answer",
    "AnswerPack",
    "AuditCycle",
    "AuditReturn",
    "BodyAnswer",
    "BodyForm",
    "BodyFormAsked",
    "CarriedAnswer",
    "CodedNote",
    "Coding",
    "CodingCode",
    "CodingCoder",
    "CodingResult",
    "CodingSettlement",
    "CycleForm",
    "Delegation",
    "DifferenceReason",
    "Draw",
    "DrawFrame",
    "Evidence",
    "EvidenceContent",
    "Feedback",
    "ModeratedRating",
    "Moderation",
    "OfferedAnswer",
    "OutsideAudit",
    "OutsideOffer",
    "PackIssuer",
    "PairingEnding",
    "PairingGroup",
    "PairingMember",
    "PairingNote",
    "PairingOffer",
    "PairingReply",
    "PairingRound",
    "PairingSaid",
    "PastFact",
    "PilotNote",
    "PlannedAction",
    "Pool",
    "PoolPart",
    "PoolRelease",
    "PoolReturn",
    "PoolTable",
    "Recommendation",
    "RecommendationStanding",
    "Representation",
    "ReturnDecision",
    "ReturnQuery",
    "ReturnRequest",
    "SignOff",
    "SigningLink",
    "TickedAnswer",
    "TrustAnswer",
    "TrustAudit",
    "TrustSignature",
    "Visit",
    "VisitRating",
    "YearOneList",
]
