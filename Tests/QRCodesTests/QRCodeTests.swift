import QRCodes
import Testing

/// The pictures against matrices that another encoder (python-qrcode 8, byte mode, level M, mask 3 or as noted) made
/// of the same texts.
struct QRCodeTests {
    private static func rows(_ code: QRCode) -> [String] {
        (0..<code.side).map { row in
            String((0..<code.side).map { code.isDark(row: row, column: $0) ? "#" : "." })
        }
    }

    @Test func `a short text is the known matrix, module by module`() throws {
        let code = try #require(QRCode("HELLO, Takt!"))
        #expect(
            Self.rows(code) == [
                "#######.#.....#######", "#.....#.#.....#.....#", "#.###.#...##..#.###.#", "#.###.#.#..##.#.###.#",
                "#.###.#.......#.###.#", "#.....#..##...#.....#", "#######.#.#.#.#######", "........##...........",
                "#.##.###.##...#..#.##", "##..##..###.##...##..", ".#.#####....#.##...##", "##.#.#.##.#.#...##.#.",
                "..#.#.#.#..#..##..#.#", "........##.#..#.#.#.#", "#######.#.......#....", "#.....#.##.###.#.##..",
                "#.###.#...##...###.#.", "#.###.#.##..###..###.", "#.###.#.#.#.####..#..", "#.....#....#.####...#",
                "#######.#.##..##.....",
            ])
    }

    @Test func `the address of a phone's key is the known matrix of version 8`() throws {
        let code = try #require(
            QRCode(
                "otpauth://totp/Takt:olena@dubok.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Takt"
                    + "&algorithm=SHA1&digits=6&period=30"))
        #expect(code.side == 49)
        // FNV-1a over the modules, row by row.
        let hash = Self.rows(code).joined().utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ ($1 == UInt8(ascii: "#") ? 1 : 0)) &* 0x100_0000_01b3
        }
        #expect(hash == 0x7ba2_1f84_0932_99a7)
    }

    @Test func `the path draws the dark modules and nothing else`() throws {
        let code = try #require(QRCode("Takt"))
        var drawn: Set<[Int]> = []
        for run in code.path.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (column, row, length) = (Int(run.1) ?? -1, Int(run.2) ?? -1, Int(run.3) ?? 0)
            #expect(run.3 == run.4)
            for offset in 0..<length { drawn.insert([row, column + offset]) }
        }
        for row in 0..<code.side {
            for column in 0..<code.side {
                #expect(drawn.contains([row, column]) == code.isDark(row: row, column: column))
            }
        }
    }

    @Test func `what cannot be a picture is none`() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "x", count: 2_331))?.side == 177)
        #expect(QRCode(String(repeating: "x", count: 2_332)) == nil)
    }
}
