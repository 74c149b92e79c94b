"""Tables of audits, and the papers that go with them: a setting's returns, a partnership's results.

What a partnership reads of a return is decided by row security, here as on every page.
"""

from concordat.audits.archives import papers_of_partnership, papers_of_setting
from concordat.audits.checking.withheld import why_partnership_short
from concordat.core.takeaway import Owned, declare, papers_by, refused_by

OF_RETURN = Owned("establishment_id", "audit_return__partnership_id")
OF_TRUST = Owned("trust_audit__trust__establishments")
BOTH = Owned("establishment_id", "partnership_id")

declare(
    owned={
        "audits_agencyanswer": Owned(partnership="partnership_id"),
        "audits_agencyanswerevent": Owned(partnership="partnership_id"),
        "audits_agencyreturn": Owned(partnership="partnership_id"),
        "audits_answer": BOTH,
        "audits_answerevent": BOTH,
        "audits_answerpack": BOTH,
        "audits_auditcycle": Owned("returns__establishment_id", "partnership_id"),
        "audits_auditreturn": BOTH,
        "audits_auditreturnevent": BOTH,
        "audits_bodyanswer": Owned("establishment_id"),
        "audits_bodyform": Owned("asked__establishment_id", "owner_id"),
        "audits_bodyformasked": Owned("establishment_id", "owner_id"),
        "audits_carriedanswer": BOTH,
        "audits_carriedanswerevent": BOTH,
        "audits_codednote": Owned(partnership="partnership_id"),
        "audits_coding": Owned(partnership="partnership_id"),
        "audits_codingcode": Owned(partnership="partnership_id"),
        "audits_codingcoder": Owned(partnership="partnership_id"),
        "audits_codingresult": Owned(partnership="partnership_id"),
        "audits_codingsettlement": Owned(partnership="partnership_id"),
        "audits_cycleform": Owned("cycle__returns__establishment_id", "cycle__partnership_id"),
        "audits_delegation": Owned("establishment_id"),
        "audits_draw": Owned(partnership="partnership_id"),
        "audits_drawframe": Owned(partnership="partnership_id"),
        "audits_differencereason": BOTH,
        "audits_differencereasonevent": BOTH,
        "audits_evidence": BOTH,
        "audits_evidencecontent": Owned("establishment_id", "evidence__partnership_id"),
        "audits_feedback": BOTH,
        "audits_moderatedrating": BOTH,
        "audits_moderatedratingevent": Owned(partnership="partnership_id"),  # drafts
        "audits_moderation": BOTH,
        "audits_offeredanswer": BOTH,
        "audits_outsideaudit": Owned("offers__establishment_id", "partnership_id"),
        "audits_outsideoffer": BOTH,
        "audits_packissuer": Owned("packs__establishment_id", "partnership_id"),
        "audits_pairingending": Owned(partnership="partnership_id"),
        "audits_pairinggroup": Owned("members__establishment_id", "partnership_id"),
        "audits_pairingmember": BOTH,
        "audits_pairingnote": BOTH,
        "audits_pairingoffer": BOTH,
        "audits_pairingreply": BOTH,
        "audits_pairinground": Owned("offers__establishment_id", "partnership_id"),
        "audits_pairingsaid": BOTH,
        "audits_pastfact": BOTH,
        "audits_pilotnote": BOTH,
        "audits_plannedaction": BOTH,
        "audits_plannedactionevent": BOTH,
        "audits_pool": Owned(partnership="parts__partnership_id"),
        "audits_poolpart": Owned(partnership="partnership_id"),
        "audits_poolrelease": Owned(partnership="partnership_id"),
        "audits_pooltable": Owned(partnership="releases__partnership_id"),
        "audits_recommendation": Owned(partnership="partnership_id"),
        "audits_recommendationstanding": BOTH,
        "audits_recommendationstandingevent": BOTH,
        "audits_representation": BOTH,
        "audits_returndecision": OF_RETURN,
        "audits_returnquery": OF_RETURN,
        "audits_returnrequest": OF_RETURN,
        "audits_signinglink": Owned("establishment_id"),
        "audits_signoff": OF_RETURN,
        "audits_trustanswer": OF_TRUST,
        "audits_trustanswerevent": Owned("pgh_obj__trust_audit__trust__establishments"),
        "audits_trustaudit": Owned("trust__establishments"),
        "audits_trustsignature": OF_TRUST,
        "audits_visit": BOTH,
        "audits_visitrating": BOTH,
        "audits_visitratingevent": Owned(partnership="partnership_id"),
        "audits_tickedanswer": BOTH,
        "audits_tickedanswerevent": BOTH,
        "audits_yearonelist": Owned(partnership="partnership_id"),
    },
    left_out={"audits_poolreturn": "on its way into a table without a setting; the returns themselves are taken away"},
)
papers_by(papers_of_setting, of="setting")
papers_by(papers_of_partnership, of="partnership")
refused_by(why_partnership_short, of="partnership")
