"""Over TLS the certificate is held against the name, though an address is connected to."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as django_settings

from chatstream.sources import fetch as fetching
from chatstream.sources import network
from chatstream.sources.answers import JSON
from chatstream.sources.errors import SourceAway

NAME = "weather.test"


def certificate(name: str, folder: Path) -> Path:
    """Write a certificate that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "pair.pem"
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("vouched", "trusted", "answers"),
    [(NAME, True, True), ("elsewhere.test", True, False), (NAME, False, False)],
)
async def test_a_source_shows_a_certificate_of_its_name(
    settings, monkeypatch, tmp_path, vouched, trusted, answers
) -> None:
    pair = certificate(vouched, tmp_path)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(pair)
    believed = ssl.create_default_context(cafile=pair) if trusted else ssl.create_default_context()

    async def look_up(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"host": request.headers["host"].partition(":")[0]})

    monkeypatch.setattr(network, "look_up", look_up)
    monkeypatch.setattr(fetching, "_trust", lambda: believed)
    app = web.Application()
    app.router.add_get("/", handler)
    server = TestServer(app, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=shown)
    try:
        url = f"https://{NAME}:{server.port}/"
        settings.SOURCES = django_settings.SOURCES.model_copy(
            update={"weather_places_url": url, "source_private_networks": ("127.0.0.1/32",)}
        )
        if answers:
            assert (await fetching.fetch(url, JSON)).body == b'{"host": "weather.test"}'
        else:
            with pytest.raises(SourceAway):
                await fetching.fetch(url, JSON)
    finally:
        await server.close()
