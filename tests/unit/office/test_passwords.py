"""Passwords that would be guessed are refused, sentences of one's own are not."""

from __future__ import annotations

import pytest

from trimtab.kernel import InputRejectedError
from trimtab.office.passwords import check_password

KNOWN = ("wang.li", "王丽 Wang Li", "wang.li@example.cn")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "梧桐树下慢慢喝茶真好啊吧",  # twelve characters
        "Tr7$kq9!vB2m",
        "my password hides under the moon",
        "the monday market opens at 8",
        "wang sells purple teapots",
        "x" * 50 + " different words in the end",
    ],
)
def test_ones_own_words_are_good(password):
    check_password(password, *KNOWN)


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "茶" * 11, "x y" * 70])
def test_length_counts_characters(password):
    with pytest.raises(InputRejectedError, match="WEB-030"):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "098765432109",
        "qwertyuiop12",
        "abcdefghijklm",
        "password1234",
        "P@ssw0rd2026!",
        "Passw0rd!!!!!!",
        "admin2026admin",
        "trimtab-trimtab",
        "wang.li2026!!",
        "WangLi-WangLi",
        "woaini5201314",
        "welcome12345!",
    ],
)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(InputRejectedError, match="WEB-031"):
        check_password(password, *KNOWN)
