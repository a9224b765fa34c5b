"""Where contents of files are kept: the same of a folder and of a bucket."""

from __future__ import annotations

import os
import socket
from hashlib import sha256

import pytest

from app.core.storage import NotThere, StorageAway, WrongBytes, storage_of
from app.core.storage.base import digest_of, key_of
from benchmarks.s3_service import client_of
from config import Settings, SettingsError
from tests.storages import overwrite

PDF = b"%PDF-1.7 one\n" * 100
DIGEST = sha256(PDF).hexdigest()


@pytest.fixture
def begun(storage):
    storage.begin()
    return storage


def test_what_is_put_comes_back_and_twice_is_once(begun):
    assert begun.put(PDF) == begun.put(PDF) == DIGEST
    assert begun.get(DIGEST) == PDF
    other = begun.put(b"another")
    assert sorted(begun.digests()) == sorted([DIGEST, other])


def test_what_is_removed_is_gone_and_a_second_time_is_no_harm(begun):
    begun.put(PDF)
    begun.delete(DIGEST)
    begun.delete(DIGEST)
    assert list(begun.digests()) == []
    with pytest.raises(NotThere):
        begun.get(DIGEST)


def test_other_bytes_under_a_hash_are_given_to_nobody(begun):
    begun.put(PDF)
    overwrite(begun, DIGEST, PDF[:-1])
    with pytest.raises(WrongBytes):
        begun.get(DIGEST)
    assert begun.put(PDF) == DIGEST and begun.get(DIGEST) == PDF, "putting it again mends it"


def test_whose_it_is_stands_beside_the_contents_and_is_none_of_them(begun):
    assert begun.owner() == ""
    digest = begun.put(b"one")
    for who in ("first", "second"):
        begun.own(who)
        assert begun.owner() == who
    assert list(begun.digests()) == [digest]


def test_a_large_content_and_an_empty_one(begun):
    large = os.urandom(3_000_000)
    assert begun.get(begun.put(large)) == large
    assert begun.get(begun.put(b"")) == b""


def test_what_others_keep_there_is_not_ours(stored_in, begun):
    if stored_in.files.startswith("s3:"):
        client_of(stored_in.s3_url).put_object(Bucket=begun.bucket, Key="kept/readme.txt", Body=b"not ours")
        client_of(stored_in.s3_url).put_object(Bucket=begun.bucket, Key=f"elsewhere/{key_of(DIGEST)}", Body=PDF)
    else:
        (begun.folder / "readme.txt").write_bytes(b"not ours")
        (begun.folder / "ab").mkdir()
        (begun.folder / "ab" / ".a-draft-of-somebody-who-was-killed").write_bytes(PDF)
    assert list(begun.digests()) == []


def test_keys_are_hashes_and_nothing_else():
    assert digest_of(key_of(DIGEST)) == DIGEST and key_of(DIGEST) == f"{DIGEST[:2]}/{DIGEST}"
    for wrong in ("../etc/passwd", "", DIGEST.upper(), DIGEST + "0", f"{DIGEST[:-2]}/."):
        with pytest.raises(ValueError):
            key_of(wrong)
    assert [digest_of(key) for key in (DIGEST, f"zz/{DIGEST}", f"x/{key_of(DIGEST)}")] == [None, None, None]


def test_a_folder_that_is_not_mounted_is_away_and_not_empty(settings, tmp_path):
    folder = tmp_path / "files"
    place = storage_of(settings.moved(files=f"file://{folder}"))
    with pytest.raises(StorageAway, match="No such file"):
        place.begin()
    folder.mkdir()
    place.begin()
    place.put(PDF)
    mounted = folder.rename(tmp_path / "unmounted")
    folder.mkdir()
    for ask in (lambda: place.get(DIGEST), lambda: place.put(PDF), place.look, lambda: place.delete(DIGEST), lambda: list(place.digests())):
        with pytest.raises(StorageAway, match="not mounted"):
            ask()
    folder.rmdir()
    mounted.rename(folder)
    assert place.get(DIGEST) == PDF


def test_a_folder_with_other_things_is_not_begun(settings, tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(StorageAway, match="other things"):
        storage_of(settings.moved(files=f"file://{tmp_path}")).begin()


def test_files_of_a_folder_are_for_their_owner_alone(settings, tmp_path):
    place = storage_of(settings.moved(files=f"file://{tmp_path}/"))
    place.begin()
    place.put(PDF)
    path = tmp_path / key_of(DIGEST)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert place.place == f"file://{tmp_path}", "with or without the last slash it is one place"


def bucket_at(settings, url):
    return storage_of(settings.moved(files="s3://files", s3_url=url, s3_access_key="AKIAOFATEST", s3_secret_key="a-secret-of-a-test"))


def test_a_service_that_nobody_hears_of_is_away_within_seconds(settings):
    with socket.socket() as silent:  # takes the call and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place = bucket_at(settings, f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StorageAway, match="ReadTimeoutError"):
            place.get(DIGEST)
    with pytest.raises(StorageAway, match="EndpointConnectionError"):
        bucket_at(settings, "http://127.0.0.1:9").get(DIGEST)


def test_a_bucket_that_is_not_there_is_away_and_says_no_secret(settings, s3_service):
    place = bucket_at(settings, s3_service.url)
    for ask in (place.begin, lambda: place.get(DIGEST), lambda: place.put(PDF), lambda: list(place.digests())):
        with pytest.raises(StorageAway) as told:
            ask()
        assert told.value.reason == "the service said NoSuchBucket"
        assert "secret" not in repr(vars(told.value)) and told.value.__cause__ is None


def test_nothing_of_the_machine_decides_about_the_bucket(stored_in, begun, monkeypatch):
    """A profile that is not there, another region, a proxy and another address in the environment: none of them is read."""
    told = {
        "AWS_PROFILE": "no-such",
        "AWS_DEFAULT_REGION": "af-south-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "another",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert storage_of(stored_in).put(PDF) == DIGEST


@pytest.mark.parametrize(
    "wrong",
    [
        "/srv/files",
        "file://srv/files",
        "file:///",
        "file:///srv/../etc",
        "s3://",
        "s3://Bucket",
        "s3://key:secret@bucket",
        "s3://bucket/../other",
        "s3://bucket?x=1",
        "https://bucket",
    ],
)
def test_an_address_that_is_none_stops_the_start(wrong):
    with pytest.raises(SettingsError, match="files are kept in file:///FOLDER"):
        Settings.load({"FOYER_FILES": wrong})


def test_addresses_are_taken_apart():
    assert storage_of(Settings.load({})) is None
    place = storage_of(Settings.load({"FOYER_FILES": "s3://files.example/foyer/one/"}))
    assert (place.bucket, place.prefix, place.place) == ("files.example", "foyer/one/", "s3://files.example/foyer/one")
