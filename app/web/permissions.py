"""The closed list of what somebody may do."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may do; roles are lists of these, views ask for one of these and never for a role."""

    LEARN = "learn"
    HELP_LEARNERS = "help-learners"
    ISSUE_CARDS = "issue-cards"
    GRANT_ATTEMPTS = "grant-attempts"
    VOID_ATTEMPTS = "void-attempts"
    WRITE_COURSES = "write-courses"
    PUBLISH_COURSES = "publish-courses"
    SEE_PEOPLE = "see-people"
    VERIFY_IDENTITY = "verify-identity"
    CONFIRM_IDENTITY = "confirm-identity"
    SEE_NUMBER = "see-number"
    SEE_REGISTER = "see-register"
    PROPOSE = "propose"
    APPROVE = "approve"
    HOLD = "hold"
    RELEASE = "release"
    PROPOSE_REVOKE = "propose-revoke"
    SEE_PUSH = "see-push"
    RESOLVE_PUSH = "resolve-push"
    READ_AUDIT = "read-audit"
    SEE_ACCOUNTS = "see-accounts"
    MANAGE_ACCOUNTS = "manage-accounts"
    GRANT_ROLES = "grant-roles"
