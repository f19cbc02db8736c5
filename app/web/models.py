"""The table of form operations that were carried out."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class FormOperation(Base):
    """One carried-out form: a second sending of it is answered with the first one's result (requirement S07)."""

    __tablename__ = "form_operation"
    __table_args__ = (Index(None, "made_at"),)

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    location: Mapped[str]
    made_at: Mapped[datetime]
