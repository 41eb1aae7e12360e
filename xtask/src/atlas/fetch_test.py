"""What in `fetch.py` needs neither a network nor `unearth`. `python3 -m unittest discover -s xtask/src/atlas -p
'*_test.py'`.
"""

import contextlib
import hashlib
import io
import sys
import tarfile
import tempfile
import types
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import fetch

FILES = {"pack-1.0/setup.py": b"raise SystemExit('never run')", "pack-1.0/src/a.c": b"int a;\n"}


def tar(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def zip_(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


FORMATS = {".tar.gz": tar, ".zip": zip_}


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Settings(unittest.TestCase):
    def read(self, listing):
        with mock.patch("subprocess.run", return_value=types.SimpleNamespace(stdout=listing)):
            return fetch.pip_settings()

    def test_a_stronger_place_wins_wherever_it_stands(self):
        listing = ":env:.index-url='of the environment'\ndownload.index-url='of download'\nglobal.index-url='of all'\n"
        self.assertEqual(self.read(listing), {"index-url": "of the environment"})
        self.assertEqual(self.read("\n".join(listing.splitlines()[1:])), {"index-url": "of download"})

    def test_other_commands_settings_are_none_of_ours(self):
        self.assertEqual(self.read("install.index-url='a'\nglobal.timeout='60'\n"), {"timeout": "60"})

    def test_a_value_keeps_its_signs_and_lines(self):
        listing = "global.index-url='https://a.test/?b=c'\nglobal.extra-index-url='one\\ntwo'\n"
        self.assertEqual(self.read(listing), {"index-url": "https://a.test/?b=c", "extra-index-url": "one\ntwo"})

    def test_no_settings_are_no_mistake(self):
        self.assertEqual(self.read(""), {})


@unittest.skipUnless(hasattr(tarfile, "data_filter"), "this Python can't unpack safely")
class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "sources"
        self.folder.mkdir()
        self.tree = self.folder / "pack-1.0"
        self.enterContext(mock.patch("faulthandler.dump_traceback_later"))
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def there(self):
        """The name of every file, also of those that got outside of the folder."""
        return {path.name for path in self.folder.parent.rglob("*") if path.is_file()}

    def refused(self, call, *arguments):
        """What the program ends with."""
        with self.assertRaises(SystemExit) as caught:
            call(*arguments)
        self.assertIsInstance(caught.exception.code, str)
        return caught.exception.code


class Unpacking(InFolder):
    def test_both_formats_give_the_same_tree_under_the_name_asked_for(self):
        for suffix, write in FORMATS.items():
            with self.subTest(suffix):
                archive, tree = self.folder / f"other{suffix}", self.folder / f"tree{suffix}"
                write(archive, FILES)
                fetch.unpack(archive, tree)
                found = {f"pack-1.0/{path.relative_to(tree).as_posix()}": path.read_bytes()
                         for path in tree.rglob("*") if path.is_file()}  # fmt: skip
                self.assertEqual(found, FILES)
        self.assertEqual({path.name.split(".")[0] for path in self.folder.iterdir()}, {"other", "tree"})

    def test_a_path_outside_is_refused_and_leaves_nothing(self):
        for suffix, write in FORMATS.items():
            for name in ("../../evil", "pack-1.0/../../evil"):
                with self.subTest(suffix + " " + name):
                    archive = self.folder / f"pack-1.0{suffix}"
                    write(archive, FILES | {name: b"evil"})
                    why = self.refused(fetch.unpack, archive, self.tree)
                    self.assertIn("evil", why)
                    self.assertIn(archive.name, why)
                    self.assertEqual(self.there(), {archive.name})
                    archive.unlink()

    def test_a_link_outside_is_refused(self):
        archive = self.folder / "pack-1.0.tar.gz"
        with tarfile.open(archive, "w:gz") as opened:
            link = tarfile.TarInfo("pack-1.0/link")
            link.type, link.linkname = tarfile.SYMTYPE, "../../evil"
            opened.addfile(link)
        self.assertIn("link", self.refused(fetch.unpack, archive, self.tree))
        self.assertFalse(self.tree.exists())


class Index:
    """Stands in for unearth's finder: offers one archive and, as unearth does, checks what it is told to."""

    class Mismatch(Exception):
        pass

    def __init__(self, content, told, filename="pack-1.0.tar.gz"):
        self.content = content
        link = types.SimpleNamespace(filename=filename, hash_option=told)
        self.package = types.SimpleNamespace(link=link)

    def find_matches(self, requirement, hashes):
        assert requirement == "pack==1.0"
        return [self.package]

    def download(self, link, folder, hashes):
        if hashlib.sha256(self.content).hexdigest() not in hashes["sha256"]:
            raise self.Mismatch("another sha256")
        path = folder / link.filename
        path.write_bytes(self.content)
        return path


class Fetching(InFolder):
    def setUp(self):
        super().setUp()
        archive = self.folder.parent / "made.tar.gz"
        tar(archive, FILES)
        self.content, self.sum = archive.read_bytes(), sha256(archive)
        archive.unlink()
        errors = {
            "httpx2": types.SimpleNamespace(HTTPError=ConnectionError),
            "unearth": types.ModuleType("unearth"),
            "unearth.errors": types.SimpleNamespace(UnpackError=Index.Mismatch),
        }
        self.enterContext(mock.patch.dict(sys.modules, errors))

    def fetch(self, request, index):
        with mock.patch.object(fetch, "finder", return_value=index) as finder:
            fetch.main(str(self.folder), request)
        return finder.called

    def test_an_archive_with_the_sha256_asked_for_is_unpacked_and_fetched_no_second_time(self):
        request, index = f"pack==1.0={self.sum}", Index(self.content, told={})
        self.assertTrue(self.fetch(request, index))
        self.assertEqual((self.tree / "src/a.c").read_bytes(), b"int a;\n")
        self.assertFalse(self.fetch(request, index))

    def test_another_sha256_is_refused_before_unpacking(self):
        index = Index(self.content, told={"sha256": [self.sum]})
        why = self.refused(self.fetch, f"pack==1.0={'0' * 64}", index)
        self.assertIn("can't fetch pack 1.0: another sha256", why)
        self.assertEqual(self.there(), set())

    def test_where_none_is_asked_for_the_index_is_held_to_its_own(self):
        self.refused(self.fetch, "pack==1.0", Index(self.content, told={"sha256": ["0" * 64]}))
        self.assertEqual(self.there(), set())
        self.assertTrue(self.fetch("pack==1.0", Index(self.content, told={"sha256": [self.sum]})))
        self.assertTrue(self.tree.exists())

    def test_an_archive_of_which_nobody_tells_a_sha256_is_not_fetched(self):
        for told in (None, {}, {"md5": ["0" * 32]}):
            why = self.refused(self.fetch, "pack==1.0", Index(self.content, told))
            self.assertIn("no source distribution of pack 1.0 with a sha256", why)

    def test_a_wheel_is_no_source(self):
        index = Index(self.content, {"sha256": [self.sum]}, "pack-1.0-py3-none-any.whl")
        self.assertIn("no source distribution", self.refused(self.fetch, "pack==1.0", index))

    def test_what_was_changed_on_disk_is_fetched_anew_with_its_tree(self):
        request, index = f"pack==1.0={self.sum}", Index(self.content, told={})
        self.fetch(request, index)
        (self.folder / "pack-1.0.tar.gz").write_bytes(b"changed")
        (self.tree / "src/a.c").write_text("changed")
        self.assertTrue(self.fetch(request, index))
        self.assertEqual((self.tree / "src/a.c").read_bytes(), b"int a;\n")

    def test_an_index_that_does_not_answer_gives_one_line(self):
        index = Index(self.content, told={"sha256": [self.sum]})
        index.find_matches = mock.Mock(side_effect=ConnectionError("no answer"))
        why = self.refused(self.fetch, "pack==1.0", index)
        self.assertIn("no answer", why)
        self.assertNotIn("\n", why)


if __name__ == "__main__":
    unittest.main()
