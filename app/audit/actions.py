"""The closed list of what the trail can say was done: one line an act, `package.subject.verb`."""

from enum import StrEnum


class Action(StrEnum):
    """An act that leaves a trace; the names are stored for ever and never change their meaning."""

    ACCOUNT_CREATED = "identity.account.created"
    ACCOUNT_LOCKED = "identity.account.locked"
    ACCOUNT_UNLOCKED = "identity.account.unlocked"
    PASSWORD_SET = "identity.password.set"  # noqa: S105  # The name of an act.
    PASSWORD_LINK_MADE = "identity.password.link-made"  # noqa: S105  # The name of an act.
    ROLE_ASKED = "identity.role.asked"
    ROLE_GRANTED = "identity.role.granted"
    ROLE_REMOVED = "identity.role.removed"
    FACTOR_ENROLLED = "identity.factor.enrolled"
    FACTOR_RESET = "identity.factor.reset"
    CARD_ISSUED = "identity.card.issued"
    CARD_VOIDED = "identity.card.voided"
    CARD_PRINTED = "identity.card.printed"
    PIN_SET = "identity.pin.set"
    PIN_FORGOTTEN = "identity.pin.forgotten"
    CODE_GIVEN = "identity.code.given"

    PERSON_REGISTERED = "people.person.registered"
    PERSON_MERGED = "people.person.merged"
    CONSENT_GIVEN = "people.consent.given"
    CONSENT_WITHDRAWN = "people.consent.withdrawn"
    IDENTITY_ASKED = "people.identity.asked"
    IDENTITY_CONFIRMED = "people.identity.confirmed"
    IDENTITY_REFUSED = "people.identity.refused"
    IDENTITY_MISTYPED = "people.identity.mistyped"
    NUMBER_DISPUTED = "people.number.disputed"
    NUMBER_SHOWN = "people.number.shown"

    MODULE_PUBLISHED = "catalog.module.published"
    MODULE_WITHDRAWN = "catalog.module.withdrawn"
    PROGRAMME_PUBLISHED = "catalog.programme.published"
    PROGRAMME_WITHDRAWN = "catalog.programme.withdrawn"
    GLOSSARY_PUBLISHED = "catalog.glossary.published"
    GLOSSARY_WITHDRAWN = "catalog.glossary.withdrawn"

    DRAFT_OPENED = "authoring.draft.opened"
    DRAFT_SAVED = "authoring.draft.saved"
    DRAFT_SENT = "authoring.draft.sent"
    DRAFT_TAKEN_BACK = "authoring.draft.taken-back"
    DRAFT_COMMENTED = "authoring.draft.commented"
    COMMENT_RESOLVED = "authoring.comment.resolved"
    DRAFT_RETURNED = "authoring.draft.returned"
    DRAFT_REBASED = "authoring.draft.rebased"
    DRAFT_DISCARDED = "authoring.draft.discarded"
    MEDIA_PUT = "authoring.media.put"

    PRACTICE_CONFIRMED = "learning.practice.confirmed"
    PROGRAMME_FINISHED = "learning.programme.finished"
    PROGRAMME_DOUBTED = "learning.programme.doubted"
    PROGRAMME_RESTORED = "learning.programme.restored"

    ATTEMPT_OPENED = "quiz.attempt.opened"
    ATTEMPT_SUBMITTED = "quiz.attempt.submitted"
    ATTEMPT_VOIDED = "quiz.attempt.voided"
    ANSWERS_HANDED_IN = "quiz.answers.handed-in"
    ATTEMPT_REGRADED = "quiz.attempt.regraded"
    MODULE_REGRADED = "quiz.module.regraded"

    RECORD_PROPOSED = "registry.record.proposed"
    RECORD_RETURNED = "registry.record.returned"
    RECORD_REJECTED = "registry.record.rejected"
    RECORD_APPROVED = "registry.record.approved"
    RECORD_HELD = "registry.record.held"
    RECORD_RELEASED = "registry.record.released"
    RECORD_KEPT = "registry.record.kept"
    REVOKE_PROPOSED = "registry.record.revoke-proposed"
    REVOKE_WITHDRAWN = "registry.record.revoke-withdrawn"
    REVOKE_REFUSED = "registry.record.revoke-refused"
    RECORD_REVOKED = "registry.record.revoked"

    MESSAGE_DECISION_ASKED = "push.message.decision-asked"
    MESSAGE_DECISION_PUT_ASIDE = "push.message.decision-put-aside"
    MESSAGE_RESOLVED = "push.message.resolved"
    LANE_RELEASED = "push.lane.released"

    DEMO_LOADED = "operations.demo.loaded"
