"""Fetches source distributions through the index that pip is configured for, and unpacks them.

    python fetch.py FOLDER NAME==VERSION[=SHA256] …

Each ends up as FOLDER/NAME-VERSION, beside its archive. `pip download` can't do it: it runs the setup.py of old
distributions to learn what they depend on, and those no longer run.

Invariant: nothing is unpacked whose sha256 was not checked, and no code of a distribution is run.
"""

import ast
import faulthandler
import hashlib
import shutil
import ssl
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PATIENCE_S = 600
FORMATS = (".tar.gz", ".zip")


def pip_settings():
    """What pip would use, by option; a later line of `pip config list` comes from a stronger place."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listing = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
    strength = {"global": 0, "download": 1, ":env:": 2}
    rows = [line.partition("=")[::2] for line in listing.splitlines()]
    rows = [(*name.rpartition(".")[::2], value) for name, value in rows]
    known = sorted((row for row in rows if row[0] in strength), key=lambda row: strength[row[0]])
    return {option: ast.literal_eval(value) for _, option, value in known}


def finder(name):
    from unearth import PackageFinder
    from unearth.fetchers.sync import PyPIClient

    settings = pip_settings()
    words = lambda option, default="": settings.get(option, default).split()
    hosts = words("trusted-host")
    trusted = ssl.create_default_context(cafile=settings.get("cert"))
    client = PyPIClient(trusted_hosts=hosts, verify=trusted, timeout=60, follow_redirects=True)
    return PackageFinder(
        session=client,
        index_urls=words("index-url", "https://pypi.org/simple/") + words("extra-index-url"),
        find_links=words("find-links"),
        trusted_hosts=hosts,
        no_binary=[name],
        ignore_compatibility=True,
    )


def download(folder, name, version, sha256):
    """The archive, whose sha256 is the one asked for or, where none is, the one that the index tells."""
    from httpx2 import HTTPError
    from unearth.errors import UnpackError

    index = finder(name)
    wanted = {"sha256": [sha256]} if sha256 else None
    try:
        for package in index.find_matches(f"{name}=={version}", hashes=wanted):
            hashes = wanted or package.link.hash_option
            if package.link.filename.endswith(FORMATS) and "sha256" in (hashes or {}):
                return index.download(package.link, folder, hashes)
    except (HTTPError, UnpackError) as error:
        sys.exit(f"can't fetch {name} {version}: {error}; when `pip index versions {name}` works, run this again")
    asked = f" with the sha256 {sha256}" if sha256 else " with a sha256"
    sys.exit(f"the index has no source distribution of {name} {version}{asked}: see `pip index versions {name}`")


def cached(tree, sha256):
    """The archive of an earlier run, if it is still what was asked for. Without a sha256 the tree that was made of it
    vouches for it."""
    for path in (tree.with_name(tree.name + suffix) for suffix in FORMATS):
        if path.exists() and (hashlib.sha256(path.read_bytes()).hexdigest() == sha256 if sha256 else tree.exists()):
            return path
    return None


def skipped(archive):
    """What shutil leaves out of a zip without a word: paths that could lead outside."""
    with zipfile.ZipFile(archive) as opened:
        return [name for name in opened.namelist() if name.startswith("/") or ".." in name]


def unpack(archive, tree):
    safely = {"filter": "data"} if tarfile.is_tarfile(archive) else {}
    if not safely and (names := skipped(archive)):
        refuse(archive, f"it holds {names[0]!r}")
    # Half of a tree must never stand under the name of a whole one.
    with tempfile.TemporaryDirectory(dir=tree.parent) as scratch:
        try:
            shutil.unpack_archive(archive, scratch, **safely)
        except tarfile.FilterError as error:
            refuse(archive, error)
        (root,) = Path(scratch).iterdir()
        root.rename(tree)


def refuse(archive, why):
    sys.exit(f"{archive} reaches outside of its folder: {why}; delete it and fetch another version")


def main(folder, *requests):
    if not hasattr(tarfile, "data_filter"):
        sys.exit(f"Python {sys.version.split()[0]} can't unpack safely: put 3.11.4 or later first on the search path")
    faulthandler.dump_traceback_later(PATIENCE_S, exit=True)
    folder = Path(folder)
    for request in requests:
        name, version, sha256 = (*request.replace("==", "=").split("="), None)[:3]
        tree = folder / f"{name}-{version}"
        archive = cached(tree, sha256)
        if archive is None:
            print(f"fetching {name} {version}", flush=True)
            shutil.rmtree(tree, ignore_errors=True)
            archive = download(folder, name, version, sha256)
        if not tree.exists():
            unpack(archive, tree)


if __name__ == "__main__":
    main(*sys.argv[1:])
