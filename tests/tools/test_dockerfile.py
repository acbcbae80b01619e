from pathlib import Path

import pytest

from tools.dockerfile import Instruction, read_stages


def written(folder: Path, text: str) -> Path:
    file = folder / "Dockerfile"
    file.write_text(text)
    return file


def test_stages_comments_and_continued_lines_are_read(tmp_path: Path) -> None:
    first, second = read_stages(
        written(
            tmp_path,
            "# a comment\nFROM one:1 AS build\nENV A=1 \\\n    B=two\n# another\nRUN x \\\n  && y\n"
            'FROM two:2\nCMD ["a", "b c"]\nUSER 1\nUSER 2\n',
        )
    )

    assert (first.image, first.name, second.image, second.name) == ("one:1", "build", "two:2", None)
    assert first.environment == {"A": "1", "B": "two"}
    assert first.last("RUN") == Instruction("RUN", "x && y")
    assert second.last("CMD").words == ["a", "b c"]
    assert second.last("USER").words == ["2"]
    with pytest.raises(LookupError):
        second.last("ENTRYPOINT")


@pytest.mark.parametrize("text", ["FROM a\nADD x y\n", "FROM a\nONBUILD RUN x\n", "RUN x\n"])
def test_what_we_do_not_use_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"not an instruction that we use|before the first FROM"):
        read_stages(written(tmp_path, text))
