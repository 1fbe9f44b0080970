"""What is handed to the one who installs: variables, units, proxies – held to the source (S0-…)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from dieuphoi.config import checks, variables
from dieuphoi.config.proxy import BehindProxyMiddleware

from .conftest import ROOT

DEPLOY = ROOT / "deploy"
EXAMPLE = DEPLOY / "dieuphoi.env.example"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def named_in_source() -> set[str]:
    """Every variable that the source reads: ``environ.get("X")``, ``environ["X"]``, ``_flag("X")``, ``envvar="X"``."""
    pattern = re.compile(r"""(?:environ(?:\.get\(|\[)|_flag\(|_text\(|envvar=)\s*"([A-Z][A-Z_]+)\"""")
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        found |= set(pattern.findall(path.read_text(encoding="utf-8")))
    return {name for name in found if name.startswith("DIEUPHOI_") or name in ("PORT", "DATABASE_URL")}


def test_every_variable_of_the_source_is_known() -> None:
    source = named_in_source()
    assert len(source) > 20
    assert source - variables.KNOWN == set()
    oidc = {name for name in variables.KNOWN if name.startswith("DIEUPHOI_OIDC_")}
    read = {f"DIEUPHOI_OIDC_{key}" for key in re.findall(
        r'"([A-Z_]+)"', (ROOT / "src/dieuphoi/config/oidc.py").read_text(encoding="utf-8"))}  # fmt: skip
    assert variables.KNOWN - source - oidc == {"DIEUPHOI_STORIES"}
    assert oidc <= read


def test_the_example_explains_each_variable_once_and_no_other() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    told = [found[1] for line in lines if (found := re.match(r"#?([A-Z][A-Z_]+)=", line))]
    assert sorted(told) == sorted(variables.KNOWN - variables.OF_TESTS)
    for number, line in enumerate(lines):
        if re.match(r"#?[A-Z][A-Z_]+=", line) and not re.match(r"#?[A-Z][A-Z_]+=", lines[number - 1]):
            assert lines[number - 1].startswith("# "), line


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("DIEUPHOI_FILE_MAX_MB", "nhiều", "số nguyên từ 1"),
        ("DIEUPHOI_FILE_MAX_MB", "-3", "số nguyên từ 1"),
        ("DIEUPHOI_DIGEST_HOUR", "24", "từ 0 đến 23"),
        ("DIEUPHOI_JOB_DEATHS", "0", "từ 1 đến 100"),
        ("DIEUPHOI_SIGN_IN_COOLOFF_HOURS", "0,25", "dấu chấm thập phân"),
        ("PORT", "80000", "65535"),
        ("DIEUPHOI_HTTPS", "có", "1 (bật) hoặc 0 (tắt)"),
        ("DIEUPHOI_LOG_LEVEL", "loud", "DEBUG"),
        ("DIEUPHOI_URL", "dieuphoi.tinh.example", "https://"),
        ("DIEUPHOI_MAIL_URL", "mật-khẩu@máy", "smtp://"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_name_with_the_way_out(name: str, typed: str, words: str) -> None:
    [told] = variables.faults({name: typed, "DIEUPHOI_VAR": "/x", "HOME": "rác"})
    assert told.startswith(name) and words in told
    assert (typed in told) is (name not in ("DIEUPHOI_MAIL_URL", "DIEUPHOI_URL"))
    with pytest.raises(variables.VariablesWrong, match=r"dieuphoi\.env\.example") as caught:
        variables.require_usable({name: typed, "DIEUPHOI_COMPRESS": "vâng"})
    assert caught.value.exit_code == 2 and "DIEUPHOI_COMPRESS" in str(caught.value), "all of them at once"


def test_every_value_of_the_example_is_usable_and_an_empty_one_counts_as_not_set() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    told = dict(found.groups() for line in lines if (found := re.fullmatch(r"#?([A-Z][A-Z_]+)=(.*)", line)))
    assert variables.faults(told) == []
    assert variables.faults(dict.fromkeys(variables.KNOWN, "")) == []
    kinds = {*variables.NUMBERS, *variables.DECIMALS, *variables.FLAGS, *variables.CHOICES, *variables.ADDRESSES}
    assert kinds <= variables.KNOWN


def test_the_program_does_not_start_with_them() -> None:
    from .conftest import plain_environment

    done = subprocess.run(
        [sys.executable, "-m", "dieuphoi.config.cli", "doctor"],
        env=plain_environment(DIEUPHOI_FILE_MAX_MB="nhiều", DIEUPHOI_HTTPS="có"),
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "DIEUPHOI_FILE_MAX_MB" in done.stderr and "DIEUPHOI_HTTPS" in done.stderr


def test_a_secret_never_counts_as_an_open_setting() -> None:
    assert not variables.SECRET & variables.OPEN
    assert variables.open_settings({"DIEUPHOI_SECRET_KEY": "x", "DIEUPHOI_HOSTS": "a"}) == {"DIEUPHOI_HOSTS": "a"}


@pytest.mark.parametrize(
    ("environment", "ids"),
    [
        ({"DIEUPHOI_URL": "http://a"}, {"dieuphoi.E005"}),
        ({"DIEUPHOI_HOST": "a"}, {"dieuphoi.E007"}),
        ({"DIEUPHOI_URL": "https://a"}, set()),
    ],
)
def test_a_public_machine_with_a_wrong_address_or_a_misspelt_variable_does_not_start(
    environment: dict[str, str], ids: set[str], settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HTTPS = True  # type: ignore[attr-defined]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
        if name == "DIEUPHOI_URL":
            settings.DIEUPHOI_URL = value  # type: ignore[attr-defined]
    found = checks.addresses()
    assert {str(error.id) for error in found} == ids
    if "dieuphoi.E007" in ids:
        assert found[0].hint == "DIEUPHOI_HOSTS"
    settings.CSRF_TRUSTED_ORIGINS = ["http://khac.example"]  # type: ignore[attr-defined]
    assert "dieuphoi.E006" in {str(error.id) for error in checks.addresses()}
    settings.HTTPS = False  # type: ignore[attr-defined]
    assert checks.addresses() == []


def test_only_behind_a_proxy_is_its_word_believed(settings: object) -> None:
    seen: list[str] = []

    def view(request: object) -> None:
        seen.append(request.META["REMOTE_ADDR"])  # type: ignore[attr-defined]

    asks = BehindProxyMiddleware(view)  # type: ignore[arg-type]
    for https, header in ((True, "6.6.6.6, 203.0.113.9"), (True, "rác"), (False, "203.0.113.9"), (True, "2001:db8::1")):
        settings.HTTPS = https  # type: ignore[attr-defined]
        asks(RequestFactory().get("/", headers={"x-forwarded-for": header}))
    assert seen == ["203.0.113.9", "127.0.0.1", "127.0.0.1", "2001:db8::1"]


@pytest.mark.parametrize("path", UNITS, ids=[path.name for path in UNITS])
def test_units_are_hardened_and_call_commands_that_exist(path: Path) -> None:
    from dieuphoi.config.cli import entries, root

    text = path.read_text(encoding="utf-8")
    if path.suffix == ".timer":
        return
    for line in ("NoNewPrivileges=true", "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true"):
        assert line in text
    assert re.search(r"^User=(?!root)", text, re.MULTILINE)
    for name, rest in re.findall(r"^Exec\w+=\S*/dieuphoi (\S+)(.*)$", text, re.MULTILINE):
        assert name in entries()
        command = root.get_command(None, name)  # type: ignore[attr-defined]
        options = {option for parameter in command.params for option in getattr(parameter, "opts", ())}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text(encoding="utf-8")
        # The program and its folders are not on this machine: what is asked is whether the unit is understood.
        text = re.sub(r"/srv/dieuphoi/\.venv/bin/dieuphoi", "/bin/true", text).replace("file:/srv", "file:/")
        (tmp_path / path.name).write_text(text.replace("WorkingDirectory=/srv/dieuphoi\n", ""), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(str(p) for p in tmp_path.iterdir() if "@" not in p.name)],
        capture_output=True, text=True, check=False, timeout=60, env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    ours = [line for line in (done.stdout + done.stderr).splitlines() if str(tmp_path) in line or "dieuphoi" in line]
    assert [line for line in ours if "Failed to" not in line and "Cannot" not in line] == []


def test_proxies_speak_https_and_believe_nobody() -> None:
    nginx = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")
    for words in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "client_max_body_size", "limit_req zone",
                  "location /public/", "location = /accounts/login/", "immutable", "return 301 https://"):  # fmt: skip
        assert words in nginx
    assert nginx.count("{") == nginx.count("}")
    caddy = (DEPLOY / "Caddyfile.example").read_text(encoding="utf-8")
    assert caddy.count("{") == caddy.count("}")
    for words in ("max_size", "precompressed", "reverse_proxy"):
        assert words in caddy


@pytest.mark.skipif(not (shutil.which("nginx") and shutil.which("openssl")), reason="no nginx on this machine")
def test_nginx_takes_the_example(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=x", "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    text = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")
    for old, new in {
        "/etc/ssl/dieuphoi/fullchain.pem": str(certificate),
        "/etc/ssl/dieuphoi/privkey.pem": str(key),
        # What is asked is whether it is understood: not whether this machine's own ports are free.
        "listen 80;": f"listen unix:{tmp_path}/80;",
        "listen 443 ssl http2;": f"listen unix:{tmp_path}/443 ssl http2;",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
    }.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "site.conf").write_text(text, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{ access_log off; include {tmp_path}/site.conf; }}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr and "[emerg]" not in done.stderr, done.stderr


@pytest.mark.django_db
def test_a_page_goes_out_compressed_and_blurred_for_who_takes_it(settings: object) -> None:
    from dieuphoi.config.compress import opened, takes_gzip

    settings.DIEUPHOI_COMPRESS = True  # type: ignore[attr-defined]
    plain = Client().get("/accounts/login/")
    assert "Content-Encoding" not in plain and "Accept-Encoding" in plain["Vary"]
    lengths = set()
    for _turn in range(12):
        packed = Client(headers={"accept-encoding": "gzip, deflate, br"}).get("/accounts/login/")
        assert packed["Content-Encoding"] == "gzip"
        assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
        assert b"</html>" in opened(packed.content)
        lengths.add(len(packed.content))
    assert len(lengths) > 3, "equal lengths could be compared"
    settings.DIEUPHOI_COMPRESS = False  # type: ignore[attr-defined]
    assert "Content-Encoding" not in Client(headers={"accept-encoding": "gzip"}).get("/accounts/login/")
    assert [takes_gzip(each) for each in ("gzip;q=0", "br, gzip;q=0.5", "deflate", "", "GZIP")] == [
        False, True, False, False, True,
    ]  # fmt: skip
