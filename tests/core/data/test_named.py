"""What a visitor reads of the server's folders: nothing."""

import pytest

from core.data import disk
from core.words import without_folders


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Put its four archives into {}/MNIST/raw, or try again.",
            "Put its four archives into MNIST/raw in the data folder, or try again.",
        ),
        ("a.gz in {} is damaged.", "a.gz in the data folder is damaged."),
        ("MNIST needs 12 MB in {}/MNIST/raw, but", "MNIST needs 12 MB in MNIST/raw in the data folder, but"),
        (
            "It cannot be read (FileNotFoundError('{}/x.gz')).",
            "It cannot be read (FileNotFoundError('x.gz in the data folder')).",
        ),
        ("MNIST needs 3 MB in /var/tmp/abc, but", "MNIST needs 3 MB in abc, but"),
        ("x.npz in {}base/own is damaged.", "x.npz in own is damaged."),
        ("It lies in /mnt{}/own.", "It lies in own."),
    ],
)
def test_the_data_folder_is_called_so(monkeypatch, tmp_path, said, read):
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path))
    assert str(disk.DataError(said.format(tmp_path))) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("[Errno 13] Permission denied: '/srv/app/data/x.npz'", "[Errno 13] Permission denied: 'x.npz'"),
        ("No such file: '/home/Jane Doe/mlp/data/x.npz'", "No such file: 'x.npz'"),
        ("at C:\\Users\\me\\x.npz", "at x.npz"),
        ("Cannot reach tcp://127.0.0.1:8786/a and/or 1/2", "Cannot reach tcp://127.0.0.1:8786/a and/or 1/2"),
        ("the page /templates is there", "the page /templates is there"),
    ],
)
def test_of_an_absolute_path_only_the_last_part_is_said(said, read):
    assert without_folders(said) == read
