import Outbound
import Testing

/// Which addresses belong to the public internet.
@Suite(.timeLimit(.minutes(1)))
struct NetworkAddressTests {
    private func address(_ text: String) throws -> NetworkAddress {
        if text.contains(".") {
            return try #require(NetworkAddress(text.split(separator: ".").compactMap { UInt8($0) }))
        }
        // Written out in full: eight groups.
        let groups = text.split(separator: ":").compactMap { UInt16($0, radix: 16) }
        return try #require(NetworkAddress(groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700:0:0:0:0:1111", "2001:4860:4860:0:0:0:0:8888",
        "0:0:0:0:0:ffff:808:808", "64:ff9b:0:0:0:0:808:808",
    ])
    func `public addresses pass`(text: String) throws { #expect(try address(text).isPublic) }

    @Test(arguments: [
        "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.255",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.0.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "0:0:0:0:0:0:0:0", "0:0:0:0:0:0:0:1", "fe80:0:0:0:0:0:0:1", "fc00:0:0:0:0:0:0:1", "fd00:ec2:0:0:0:0:0:254",
        "ff02:0:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:1", "2001:0:0:0:0:0:0:1", "2002:a00:1:0:0:0:0:1",
        "3fff:0:0:0:0:0:0:1", "0:0:0:0:0:ffff:7f00:1", "0:0:0:0:0:ffff:a9fe:a9fe", "64:ff9b:0:0:0:0:a00:1",
        "0:0:0:0:0:0:7f00:1",
    ])
    func `all others are refused`(text: String) throws { #expect(try !address(text).isPublic) }

    @Test func `what is no IP address is none`() {
        for count in [0, 3, 5, 15, 17] { #expect(NetworkAddress([UInt8](repeating: 1, count: count)) == nil) }
    }
}
