"""The words that a name is made of."""

from functools import cache


@cache
def words_of(name: str) -> tuple[str, ...]:
    """`requireDbUser` → `require`, `db`, `user`; a URL's segment counts the same."""
    words: list[str] = []
    current = ""
    for at, letter in enumerate(name):
        if not letter.isalnum():
            words.append(current)
            current = ""
            continue
        follows = name[at + 1 : at + 2]
        starts = letter.isupper() and (not current[-1:].isupper() or follows.islower())
        if starts:
            words.append(current)
            current = ""
        current += letter
    return tuple(word.lower() for word in (*words, current) if word)
