"""Tests that the explorer answers its own page and nobody else."""

import gzip
import json
import socket

import pytest

from clampdown.explorer.page import Page, policy
from clampdown.explorer.store import Store
from explorer_server import TOKEN, TOY, serving

API = ["/api/demo", "/api/settings", "/api/runs/0123456789abcdef/payload"]
TRICKS = [
    "/api/runs/../payload", "/api/runs/..%2f..%2fetc/payload", "/api/runs/%2e%2e/export",
    "/api/runs/0123456789abcdef/..%2flines.ndjson", "/api/runs/0123456789ABCDEF%00/payload",
    "/assets/..%2fpayload.py", "/assets/%2e%2e%2f%2e%2e%2fpyproject.toml",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("runs"), body=20_000) as server:
        yield server


@pytest.mark.parametrize("path", API)
def test_a_request_without_the_token_is_refused(served, path):
    assert served.ask("GET", path, authorization="").status == 401


@pytest.mark.parametrize("path", API)
def test_a_request_with_a_wrong_token_is_refused(served, path):
    assert served.ask("GET", path, authorization="Bearer another").status == 401


def test_a_run_without_the_token_is_refused(served):
    assert served.ask("POST", "/api/runs", TOY, authorization="").status == 401


def test_the_token_in_the_address_is_no_token(served):
    assert served.ask("GET", f"/api/settings?token={TOKEN}", authorization="").status == 401


def test_the_token_opens_the_settings(served):
    assert served.ask("GET", "/api/settings").json == {"settings": []}


@pytest.mark.parametrize(
    "host",
    ["127.1:{}", "2130706433:{}", "0.0.0.0:{}", "[::ffff:127.0.0.1]:{}", "localhost.:{}", "127.0.0.1:0{}",
     "127.0.0.1:{}@example.org", "localhost.example.org:{}"],
)  # fmt: skip
def test_other_ways_to_write_this_machine_are_refused(served, host):
    assert served.ask("GET", "/api/settings", host=host.format(served.port)).status == 421


@pytest.mark.parametrize("host", ["LOCALHOST:{}", "[::1]:{}", "127.0.0.1:{}"])
def test_the_names_that_a_browser_shows_are_answered(served, host):
    assert served.ask("GET", "/api/settings", host=host.format(served.port)).status == 200


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], f"{TOKEN}x", f" {TOKEN}", "\xff"])
def test_nothing_but_the_whole_token_opens_anything(served, token):
    assert served.ask("GET", "/api/settings", authorization=f"Bearer {token}").status == 401


@pytest.mark.parametrize("path", ["/api%2fsettings", "/%61pi/settings", "/api/", "/api/demo/"])
def test_no_spelling_of_an_address_goes_round_the_token(served, path):
    assert served.ask("GET", path, authorization="").status == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "ANYTHING"])
def test_other_methods_are_not_answered(served, method):
    answer = served.ask(method, "/api/runs", origin=f"http://localhost:{served.port}")

    assert (answer.status, "access-control-allow-methods" in answer.headers) == (405, False)


def test_two_origins_are_not_taken_for_the_first(served):
    own = f"http://localhost:{served.port}"
    heads = (
        f"GET /api/settings HTTP/1.1\r\nHost: localhost:{served.port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Origin: {own}\r\nOrigin: http://example.org\r\n\r\n"
    )

    assert b" 403 " in sent(served, heads.encode())


def sent(served, content):
    """Return the beginning of the answer to some bytes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as wire:
        wire.sendall(content)
        return wire.recv(64)


@pytest.mark.parametrize("host", ["example.org", "example.org:80", "127.0.0.1", "127.0.0.1.example.org:1"])
def test_a_foreign_host_is_refused(served, host):
    assert served.ask("GET", "/api/settings", host=host).status == 421


def test_a_foreign_host_does_not_get_the_page_either(served):
    assert served.ask("GET", "/", host="example.org").status == 421


@pytest.mark.parametrize("origin", ["http://example.org", "null", "https://127.0.0.1"])
def test_a_foreign_origin_is_refused(served, origin):
    assert served.ask("POST", "/api/runs", TOY, origin=origin).status == 403


def test_the_page_itself_may_ask(served):
    assert served.ask("GET", "/api/settings", origin=f"http://localhost:{served.port}").status == 200


def test_what_another_site_sends_is_refused(served):
    assert served.ask("GET", "/api/settings", sec_fetch_site="cross-site").status == 403


def test_no_answer_sets_a_cookie_or_lets_other_sites_read(served):
    names = {name for path in ("/", *API) for name in served.ask("GET", path).headers}

    assert not {"set-cookie", "access-control-allow-origin"} & names


@pytest.mark.parametrize("path", ["/", "/api/settings", "/nowhere"])
def test_every_answer_forbids_guessing_of_types_and_referrers(served, path):
    headers = served.ask("GET", path).headers

    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/settings", "/api/demo", "/nowhere", "/assets/nothing"])
def test_what_is_no_page_may_do_nothing_as_a_page(served, path):
    rules = served.ask("GET", path).headers["content-security-policy"]

    assert rules == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_the_page_comes_without_a_token_and_under_a_policy_that_starts_from_nothing(served):
    answer = served.ask("GET", "/", authorization="")

    assert answer.status == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; connect-src 'self';")


def test_the_page_carries_the_notice(served):
    assert b"not a record of events" in served.ask("GET", "/").body


def test_the_policy_admits_inline_parts_by_their_hash_only():
    page = b"<style>p{}</style><script>let a</script><script type=application/json>{}</script>"

    rules = policy(page)

    assert rules.count("sha256-") == 2
    assert "'unsafe-inline'" not in rules.replace("style-src-attr 'unsafe-inline'", "")


def test_a_page_that_was_built_is_served_with_its_files(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "explorer.html").write_text("<p>built</p>")
    (tmp_path / "assets" / "page.js").write_text("1")

    page = Page(tmp_path)

    assert (page.answer().body, page.asset("page.js").body) == (b"<p>built</p>", b"1")


def test_a_body_longer_than_allowed_is_refused_by_its_stated_length(served):
    answer = served.ask("POST", "/api/runs", b" " * 20_001)

    assert (answer.status, "20,000 bytes" in answer.json["message"]) == (413, True)


def test_a_body_that_goes_on_without_a_stated_length_is_refused(served):
    head = (
        f"POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as wire:
        wire.sendall(
            head.encode() + b"4000\r\n" + b" " * 0x4000 + b"\r\n" + b"4000\r\n" + b" " * 0x4000 + b"\r\n"
        )

        assert b" 413 " in wire.recv(64)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 5000, b'{"a":' * 3000, b"\xff\xfe", b"[]", b"3", b"null", b"scenarios=1",
     gzip.compress(b"{}", mtime=0)],
)  # fmt: skip
def test_a_body_that_is_no_request_is_refused_with_a_sentence(served, body):
    answer = served.ask("POST", "/api/runs", body)

    assert (answer.status, answer.json["problems"] != []) == (422, True)


@pytest.mark.parametrize(
    "change",
    [
        {"sample": float("nan")}, {"sample": float("inf")}, {"sample": True}, {"sample": "0.1"},
        {"days": 0}, {"days": 1.5}, {"days": 10**400}, {"seed": -1}, {"seed": 2**53}, {"area": ["../x"]},
        {"scenarios": []}, {"scenarios": [{}]}, {"scenarios": [{"id": "x" * 10_000}]},
        {"scenarios": [{"id": "x\0"}]}, {"scenarios": [{"text": "\ud800"}]},
        {"scenarios": [{"text": "a: " + "[" * 15_000}]}, {"scenarios": [{"text": "? [a]\n: b"}]},
        {"scenarios": [{"text": "id: " + "9" * 5_000}]}, {"scenarios": [{"text": "{{"}]},
        {"scenarios": [{"text": "directives: [" + "x" * 5_000 + "]"}]},
        {"scenarios": [{"id": "toytown-drive", "settings": {"pack": "/etc"}}]},
        {"scenarios": [{"id": "toytown-drive", "settings": {"seed": "5,mechanisms.M08=off"}}]},
    ],
    ids=str,
)  # fmt: skip
def test_nonsense_in_a_request_is_refused_with_sentences(served, change):
    answer = served.ask("POST", "/api/runs", TOY | {"days": 2} | change)

    assert (answer.status, answer.json["problems"] != []) == (422, True)


def test_somebody_who_leaves_before_he_has_asked_troubles_nobody(served, caplog):
    head = (
        f"POST /api/runs HTTP/1.1\r\nHost: localhost:{served.port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Length: 50\r\n\r\n{"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as wire:
        wire.sendall(head.encode())

    assert served.ask("GET", "/api/settings").status == 200
    assert "Traceback" not in caplog.text


def test_what_nobody_foresaw_is_told_as_a_bug_and_the_server_lives_on(served, monkeypatch):
    monkeypatch.setattr(served.services.page, "demo", lambda: 1 / 0)

    answer = served.ask("GET", "/api/demo")

    assert (answer.status, "ZeroDivisionError" in answer.json["message"]) == (500, True)
    assert served.ask("GET", "/api/settings").status == 200


def test_a_misspelt_field_of_a_request_is_told_with_the_right_one(served):
    answer = served.ask("POST", "/api/runs", TOY | {"samples": 0.1})

    assert answer.json["message"] == "'samples' is not a field here. Did you mean 'sample'?"


@pytest.mark.parametrize("path", TRICKS)
def test_an_address_cannot_lead_out_of_the_folder_of_runs(served, path):
    assert served.ask("GET", path).status == 404


def test_only_ids_that_were_given_out_name_a_run(tmp_path):
    (tmp_path / "lines.ndjson").write_text(json.dumps({"kind": "done"}))

    assert [Store(tmp_path, 5).find(run) for run in ("", ".", "..", "x" * 16, "0" * 16)] == [None] * 5


def test_the_oldest_run_makes_room_for_a_new_one(tmp_path):
    store = Store(tmp_path, 2)
    runs = [store.new()[0] for _ in range(3)]

    for run in runs:
        store.finish(run, [b"{}"])

    assert sum(store.find(run) is not None for run in runs) == 2
    assert store.find(runs[-1]) is not None
