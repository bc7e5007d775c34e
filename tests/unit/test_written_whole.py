"""A reader sees the old file or the whole new one; a failure leaves nothing behind."""

from __future__ import annotations

import os
import stat

import pytest

from trimtab.kernel.files import OWNER_ONLY, written_whole


def test_the_new_file_replaces_the_old_one_at_the_end(tmp_path):
    target = tmp_path / "figures.csv"
    target.write_text("old")
    with written_whole(target) as draft:
        draft.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_keeps_the_old_file_and_no_draft(tmp_path):
    target = tmp_path / "figures.csv"
    target.write_text("old")
    with pytest.raises(ValueError, match="half-way"), written_whole(target) as draft:
        draft.write_text("ne")
        raise ValueError("half-way")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_is_there_stays_where_nothing_may_be_replaced(tmp_path):
    target = tmp_path / "figures.csv"
    with written_whole(target, OWNER_ONLY, replace=False) as draft:
        draft.write_text("first")
    with pytest.raises(FileExistsError), written_whole(target, replace=False) as draft:
        draft.write_text("second")
    assert target.read_text() == "first" and stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_disk_without_hard_links_is_as_good(tmp_path, monkeypatch):
    def no_links(*_paths):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    test_a_file_that_is_there_stays_where_nothing_may_be_replaced(tmp_path)
