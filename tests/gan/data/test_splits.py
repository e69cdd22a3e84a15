"""Splits: every file or piece belongs to exactly one of them."""

import pytest

from course_lib.gan.data.splits import SPLITS, check_split, split_files, split_pieces


@pytest.mark.parametrize("count", [3, 10, 31])
def test_every_file_and_every_piece_belongs_to_one_split(count):
    names = [f"{number}.wav" for number in range(count)]

    for share in (split_files, split_pieces):
        shares = [share(names, split) for split in SPLITS]
        assert sorted(name for names in shares for name in names) == sorted(names)
        assert [len(names) for names in shares[1:]] == [max(1, round(count / 10))] * 2


def test_pieces_are_split_by_time():
    assert [split_pieces([1, 2, 3, 4, 5], split) for split in SPLITS] == [[1, 2, 3], [4], [5]]


def test_the_order_of_the_names_does_not_matter():
    names = [f"{number}.wav" for number in range(20)]

    assert split_files(names, "report") == split_files(names[::-1], "report")


def test_fewer_than_three_pieces_are_refused_with_what_to_do():
    with pytest.raises(ValueError, match="at least three clips, got 2: use a longer recording"):
        split_pieces([1, 2], "train")


def test_an_unknown_split_is_refused_with_a_suggestion():
    with pytest.raises(ValueError, match=r"got 'reprot'\. Did you mean 'report'\?"):
        check_split("reprot")
