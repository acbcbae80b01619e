import pytest

from daemun.outbound.public_address import NotPublic, find_public_address, is_public


@pytest.mark.requirement("NT-01")
@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::"),
        *("2001:db8::1", "fe80::1%eth0", "", "localhost", "127.1", "0x7f000001", "2130706433"),
    ],
)
def test_what_is_not_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "x" * 300]
)
def test_a_host_that_leads_inside_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(NotPublic):
        find_public_address(host, 443, timeout=5)


def test_an_address_is_connected_to_as_it_is() -> None:
    assert find_public_address("1.1.1.1", 443, timeout=5) == "1.1.1.1"
