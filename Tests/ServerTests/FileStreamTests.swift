import HTTP
import Server
import Testing

extension ServerTests {
    /// Files that are made while they are sent: whole, or visibly broken.
    struct FileStreamTests {
        private static let request = "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"

        /// `finishes`: after so many pieces of 20,000 bytes, or else it gives up there.
        private func server(_ pieces: Int, finishes: Bool) throws -> Server {
            try Server(ServerSettings(address: "127.0.0.1", port: 0, seed: 5)) { _ in
                let stream = ResponseStream(limit: 30_000, isFile: true)
                Task {
                    for _ in 0..<pieces {
                        guard await stream.sendInTurn([UInt8](repeating: 126, count: 20_000)) else { return }
                    }
                    finishes ? stream.finish() : stream.drop()
                }
                var response = Response(.ok, headers: ["content-type": "text/csv"])
                response.stream = stream
                return response
            }
        }

        @Test func `a file far larger than what may wait arrives whole, however slowly it is taken`() async throws {
            let server = try server(200, finishes: true)
            let wire = try Wire(server.port)
            await wire.send(Self.request)
            try await Task.sleep(for: .milliseconds(300))
            var body = 0
            var last = ""
            for _ in 0..<200 where !last.hasSuffix("0\r\n\r\n") {
                let came = await wire.rest(within: 100)
                body += came.utf8.count { $0 == 126 }
                last = String(decoding: Array((last + came).utf8.suffix(5)), as: UTF8.self)
            }
            #expect(body == 200 * 20_000)
            #expect(last == "0\r\n\r\n")
            #expect(await server.drain(linger: .zero) == .clean)
        }

        @Test func `a file that is given up ends without its end`() async throws {
            let server = try server(2, finishes: false)
            let wire = try Wire(server.port)
            await wire.send(Self.request)
            var all = ""
            for _ in 0..<10 { all += await wire.rest(within: 50) }
            #expect(all.contains("200 OK") && !all.hasSuffix("0\r\n\r\n"))
            #expect(await server.drain(linger: .zero) == .clean)
        }
    }
}
