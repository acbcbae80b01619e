from daemun.doctor.finding import Finding, Level


def test_only_what_is_wrong_in_production_becomes_an_error_there() -> None:
    doubtful = Finding("one", Level.WARNING, "a sentence")
    unfit = Finding("two", Level.WARNING, "a sentence", is_wrong_in_production=True)

    assert doubtful.in_production() == doubtful
    assert unfit.in_production().level is Level.ERROR
