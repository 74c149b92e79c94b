"""Tables of a partnership: its own, and of each setting that it is named."""

from concordat.core.takeaway import Owned, declare

declare(
    owned={
        "partnership_agreementacceptance": Owned("establishment_id"),
        "partnership_arrangements": Owned(partnership="partnership_id"),
        "partnership_arrangementsreceipt": Owned("establishment_id", "partnership_id"),
        "partnership_contactline": Owned(partnership="partnership_id"),
        "partnership_contactlist": Owned(partnership="partnership_id"),
        "partnership_dutysignature": Owned("establishment_id", "partnership_id"),
        "partnership_dutystatement": Owned(partnership="partnership_id"),
        "partnership_face": Owned(partnership="partnership_id"),
        "partnership_naming": Owned("establishment_id", "partnership_id"),
        "partnership_partnership": Owned(partnership="organisation_id"),
        "partnership_partnerterm": Owned(partnership="partnership_id"),
    },
    left_out={"partnership_namingbasis": "The law under which settings are named: public."},
)
