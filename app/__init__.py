"""The learning platform. Read `docs/architecture.md` first; it fits on one page."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.audit.cli import audit_cli
from app.authoring.views import bp as authoring_bp
from app.catalog.cli import catalog_cli
from app.catalog.views import bp as catalog_bp
from app.community.card_views import bp as card_bp
from app.community.views import bp as community_bp
from app.core import logging, readiness
from app.core import settings as environment
from app.core.crypto import Vault
from app.core.db import db
from app.core.settings import Settings
from app.identity import sessions
from app.identity import worker as identity_worker
from app.identity.cli import identity_cli
from app.identity.views import bp as identity_bp
from app.learning.views import bp as learning_bp
from app.operations.cli import bench_cli, demo_cli, keys_cli, sandbox_gateway
from app.operations.views import bp as operations_bp
from app.push.cli import push_cli
from app.push.views import bp as push_bp
from app.quiz import worker as quiz_worker
from app.quiz.class_views import bp as classes_bp
from app.quiz.help_views import bp as helping_bp
from app.quiz.sheet_views import bp as sheets_bp
from app.quiz.sync_views import bp as syncing_bp
from app.quiz.views import bp as quiz_bp
from app.quiz.void_views import bp as voiding_bp
from app.registry.cli import registry_cli
from app.registry.views import bp as registry_bp
from app.reports.views import bp as reports_bp
from app.web import assets, errors, filters, headers, installing, kept, language, navigation, once, packing, shared
from app.web.application import Application
from app.web.extensions import babel, csrf, login_manager, migrate

BLUEPRINTS = (
    identity_bp,
    card_bp,
    community_bp,
    catalog_bp,
    learning_bp,
    quiz_bp,
    classes_bp,
    helping_bp,
    voiding_bp,
    sheets_bp,
    syncing_bp,
    authoring_bp,
    registry_bp,
    push_bp,
    reports_bp,
    operations_bp,
)
COMMANDS = (
    identity_cli,
    catalog_cli,
    registry_cli,
    audit_cli,
    push_cli,
    demo_cli,
    keys_cli,
    bench_cli,
    sandbox_gateway,
)
# What the background loop does between two letters; each looks at the tables and does what is due.
CHORES = (quiz_worker.close_expired, identity_worker.forget_secrets)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from the environment; a wrong environment is one error that names every wrong variable."""
    settings = settings or environment.load()
    logging.configure()

    app = Application(__name__)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.config.update(settings.for_flask())
    app.extensions["settings"] = settings
    app.extensions["chores"] = CHORES
    app.extensions["vault"] = Vault(settings.key_ring(), settings.index_secret())

    db.init_app(app)
    migrate.init_app(app, db, directory=str(readiness.MIGRATIONS))
    headers.init_app(app)  # Before the token check: what comes from a foreign site gets no second chance.
    babel.init_app(app, locale_selector=language.spoken_here)
    for extension in (csrf, login_manager):
        extension.init_app(app)
    login_manager.user_loader(sessions.find_signed_in)
    login_manager.session_protection = None  # A telephone changes its address all day.
    login_manager.anonymous_user = sessions.Stranger
    for part in (once, errors, filters, assets, kept, language, navigation, shared, installing, packing):
        part.init_app(app)

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app
