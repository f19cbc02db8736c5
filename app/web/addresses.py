"""The address of a page as it is handed on: the one the installation is set to, whatever the request says of itself."""

from app.core.runtime import settings


def site_address(path: str) -> str:
    """Return the whole address of a path of ours."""
    return f"{str(settings().base_url).rstrip('/')}{path}"
