"""What in the probe is pure: the table, the numbers and the data file. `python3 -m unittest discover -s crate/atlas -p
'*_test.py'`; needs no NumPy.
"""

import ast
import builtins
import collections
import json
import unittest

import probe

TEXT = (probe.HERE / "probe.toml").read_text()
ROWS = probe.read_table(TEXT)


class Table(unittest.TestCase):
    def test_no_row_is_there_twice(self):
        counts = collections.Counter(map(probe.key, ROWS))
        self.assertEqual([key for key, count in counts.items() if count > 1], [])

    def test_the_issue_asks_for_120_rows(self):
        self.assertGreaterEqual(len(ROWS), 120)

    def test_every_set_up_and_every_call_compiles(self):
        for row in ROWS:
            with self.subTest(probe.key(row)):
                compile(row["setup"], "setup", "exec")
                compile(row["call"], "call", "eval")

    def test_every_call_has_what_it_names(self):
        given = {"numpy", "scipy", "rng", "folder", *dir(builtins)}
        for row in ROWS:
            nodes = ast.walk(ast.parse(row["setup"] + "\n" + row["call"]))
            nodes = [node for node in nodes if isinstance(node, ast.Name)]
            made = {node.id for node in nodes if isinstance(node.ctx, ast.Store)} | given
            parameters = set("xyptqn") | {"window"}  # of the functions that a row defines
            self.assertEqual({node.id for node in nodes} - made - parameters, set(), probe.key(row))

    def test_a_function_is_named_in_full(self):
        for row in ROWS:
            self.assertRegex(row["function"], r"^(numpy|scipy)(\.\w+)+$")

    def test_a_family_has_a_row_for_each_shape_and_dtype(self):
        text = """
make = { normal = "N({shape}, {dtype})", index = "I({n}, {last})" }
[[family]]
call = "f(a, b)"
args = { a = "normal", b = "index" }
given = "c = 1"
dtype = ["float32", "int64"]
on = ["3 4", "2x3 5"]
"""
        rows = probe.read_table(text)
        self.assertEqual(
            [probe.key(row) for row in rows],
            ["f(a, b) 3 4 float32", "f(a, b) 3 4 int64", "f(a, b) 2x3 5 float32", "f(a, b) 2x3 5 int64"],
        )
        self.assertEqual(rows[3]["setup"], "a = N((2, 3), int64)\nb = I(5, 5)\nc = 1")

    def test_a_shape_without_an_argument_is_a_mistake(self):
        with self.assertRaises(ValueError):
            probe.row_of({"call": "f(a)", "args": {"a": "normal"}}, "3 4", "float64", {"normal": "N"})


class Numbers(unittest.TestCase):
    def test_a_call_keeps_the_counter_out_while_it_holds_and_a_wait_for_the_counter_is_no_holding(self):
        # Four calls of 10 that hold, and the counter's turn of 5 after each.
        self.assertEqual(probe.kept(4 * (10 + 5), 4, 4 * 5, 10), 1.0)
        # The same, but half of each call is released.
        self.assertEqual(probe.kept(4 * (10 + 5), 4, 4 * (5 + 5), 10), 0.5)
        # Asleep the counter sees everything.
        self.assertEqual(probe.kept(7, 1, 7, 7), 0.0)

    def test_the_fraction_is_0_beside_what_holds_and_1_beside_sleep(self):
        held, asleep = (1.02, 0.4), (0.0, 1.0)
        for loop in (False, True):
            self.assertEqual(probe.free_fraction(held, held, loop), 0.0)
            self.assertEqual(probe.free_fraction(asleep, held, loop), 1.0)
        self.assertAlmostEqual(probe.free_fraction((0.51, 0.9), held, False), 0.5)
        self.assertAlmostEqual(probe.free_fraction((0.51, 0.7), held, True), 0.5)

    def test_noise_leaves_a_fraction_a_fraction(self):
        self.assertEqual(probe.free_fraction((1.3, 0.3), (1.0, 0.4), False), 0.0)
        self.assertEqual(probe.free_fraction((1.3, 0.3), (1.0, 0.4), True), 0.0)
        self.assertEqual(probe.free_fraction((-0.1, 1.1), (1.0, 0.4), False), 1.0)
        self.assertEqual(probe.free_fraction((0.5, 1.0), (1.0, 1.0), True), 0.0)

    def test_the_bounds_belong_to_the_verdicts_they_bound(self):
        verdicts = [probe.verdict(free) for free in (0.0, 0.15, 0.151, 0.749, 0.75, 1.0)]
        self.assertEqual(verdicts, ["holds", "holds", "mixed", "mixed", "releases", "releases"])

    def test_a_repeat_is_disturbed_by_others_or_by_a_scale_that_is_off(self):
        self.assertLess(probe.trouble(others=0.05, asleep=0.98, held=1.0), 1)
        self.assertGreater(probe.trouble(others=0.5, asleep=0.98, held=1.0), 1)
        self.assertGreater(probe.trouble(others=0.0, asleep=0.5, held=1.0), 1)
        self.assertGreater(probe.trouble(others=0.0, asleep=0.98, held=1.5), 1)
        self.assertGreater(probe.trouble(others=0.0, asleep=0.98, held=0.5), 1)

    def test_repeats_go_on_until_enough_are_undisturbed_and_end_all_the_same(self):
        effort = probe.Effort(repeats=2, patience=4, rest=0)

        def of(troubles):
            queue = iter(troubles)
            return [trouble for (trouble,) in probe.repeats(lambda: (next(queue),), effort)]

        self.assertEqual(of([0.1, 0.2]), [0.1, 0.2])
        self.assertEqual(of([9.0, 0.1, 2.0, 0.2]), [0.1, 0.2])
        self.assertEqual(of([9.0, 7.0, 0.1, 8.0]), [0.1, 7.0])
        self.assertEqual(of([9.0, 7.0, 6.0, 8.0]), [6.0, 7.0])

    def test_a_row_is_the_median_of_its_repeats_with_their_spread(self):
        row = probe.summary([0.5, 0.1, 0.9], [1.0, 2.0, 1.5], [1e6, 3e6, 2.3456e6], [0, 1, 1], [0.1, 1.5, 0.2])
        self.assertEqual(
            row,
            {"ms": 2.35, "loop": 1, "free": 0.5, "spread": [0.1, 0.9], "verdict": "mixed", "speedup": 1.5,
             "speedup_spread": [1.0, 2.0], "disturbed": 1},
        )  # fmt: skip


class DataFile(unittest.TestCase):
    def test_it_is_read_back_as_it_was_written_with_one_row_a_line(self):
        about, rows = {"format": 1, "versions": {"numpy": "2.4.6"}}, [{"call": "f('a')", "free": 0.1}, {"call": "g"}]
        text = probe.dumps(about, rows)
        self.assertEqual(json.loads(text), about | {"rows": rows})
        for row in rows:
            self.assertEqual(sum(row["call"] in line for line in text.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
