import Glibc
import HTTP
import Server
import Synchronization
import Testing

extension ServerTests {
    /// Answers that go on: what is sent arrives at once, and nobody who is gone is kept.
    struct StreamTests {
        /// A server whose every answer is a stream that the test holds.
        final class Streaming: Sendable {
            let server: Server
            let held: Held

            init() throws {
                let held = Held()
                var settings = ServerSettings(address: "127.0.0.1", port: 0, seed: 3)
                settings.connectionsPerAddress = 1_000
                settings.sweepInterval = .milliseconds(50)
                server = try Server(settings) { request in
                    if request.path == "/plain" { return Response(.ok, text: "plain") }
                    let stream = ResponseStream(limit: 4_096) { held.ended.wrappingAdd(1, ordering: .relaxed) }
                    stream.send(Array(": here\n\n".utf8))
                    held.streams.withLock { $0.append(stream) }
                    var response = Response(.ok, headers: ["content-type": "text/event-stream"])
                    response.stream = stream
                    return response
                }
                self.held = held
            }

            final class Held: Sendable {
                let streams = Mutex<[ResponseStream]>([])
                let ended = Atomic(0)
            }

            /// The next stream, once its request has come.
            func stream(_ number: Int) async throws -> ResponseStream {
                for _ in 0..<300 {
                    let streams = held.streams.withLock(\.self)
                    if streams.count > number { return streams[number] }
                    try await Task.sleep(for: .milliseconds(10))
                }
                throw Wire.Broken(description: "no stream")
            }

            func hasEnded(_ count: Int) async -> Bool {
                for _ in 0..<3_000 {
                    if held.ended.load(ordering: .relaxed) >= count { return true }
                    try? await Task.sleep(for: .milliseconds(10))
                }
                return false
            }
        }

        private static let request = "GET /events HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"

        @Test func `what is sent arrives at once, in order, and the end is an end`() async throws {
            let site = try Streaming()
            let wire = try Wire(site.server.port)
            await wire.send(Self.request)
            let stream = try await site.stream(0)
            let head = await wire.rest(within: 150)
            #expect(head.contains("transfer-encoding: chunked") || head.contains("Transfer-Encoding: chunked"))
            #expect(!head.lowercased().contains("content-encoding"))
            #expect(head.contains(": here\n\n"))
            for number in 0..<3 {
                let began = ContinuousClock.now
                #expect(stream.send(Array("id: \(number)\n\n".utf8)))
                let came = await wire.rest(within: 100)
                #expect(came.contains("id: \(number)\n\n"))
                #expect(ContinuousClock.now - began < .milliseconds(400))
            }
            let long = [UInt8](repeating: 120, count: 3_000)
            #expect(stream.send(long))
            stream.end()
            #expect(!stream.send([1]))
            let last = await wire.rest(within: 300)
            #expect(last.utf8.count { $0 == 120 } == 3_000)
            #expect(last.hasSuffix("0\r\n\r\n"))
            #expect(await site.hasEnded(1))
            // The connection lives on.
            await wire.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer()?.text == "plain")
            #expect(await site.server.drain(linger: .zero) == .clean)
        }

        @Test func `a client that goes away is noticed, whether it closes or resets`() async throws {
            let site = try Streaming()
            let first = try Wire(site.server.port), second = try Wire(site.server.port)
            await first.send(Self.request)
            await second.send(Self.request)
            _ = try await site.stream(1)
            _ = await (first.rest(within: 100), second.rest(within: 100))
            first.endSending()
            #expect(await site.hasEnded(1))
            second.reset()
            #expect(await site.hasEnded(2))
            #expect(await site.server.drain(linger: .zero) == .clean)
        }

        @Test func `a client that takes nothing is cut off, and the server keeps no more than the limit`() async throws
        {
            let site = try Streaming()
            let wire = try Wire(site.server.port)
            await wire.send(Self.request)
            let stream = try await site.stream(0)
            var sent = 0
            // Sockets hold some megabytes before anything waits here.
            let piece = [UInt8](repeating: 120, count: 4_000)
            while stream.send(piece), sent < 100_000 {
                sent += 1
                if sent % 50 == 0 { try await Task.sleep(for: .milliseconds(1)) }
            }
            #expect(sent < 100_000)
            #expect(await site.hasEnded(1))
            #expect(await site.server.drain(within: .seconds(3), linger: .zero) == .clean)
        }

        @Test func `draining ends every stream at once`() async throws {
            let site = try Streaming()
            var wires: [Wire] = []
            for _ in 0..<50 {
                let wire = try Wire(site.server.port)
                await wire.send(Self.request)
                wires.append(wire)
            }
            _ = try await site.stream(49)
            let began = ContinuousClock.now
            #expect(await site.server.drain() == .clean)
            #expect(ContinuousClock.now - began < .seconds(3))
            for wire in wires { #expect(await wire.rest(within: 500).hasSuffix("0\r\n\r\n")) }
            #expect(site.held.ended.load(ordering: .relaxed) == 50)
        }

        @Test func `the head of a stream is answered without keeping the stream`() async throws {
            let site = try Streaming()
            let wire = try Wire(site.server.port)
            await wire.send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await wire.answer(toHead: true)?.status == 200)
            #expect(await site.hasEnded(1))
            #expect(await site.server.drain(linger: .zero) == .clean)
        }

        @Test func `many streams come and go while others are spoken to`() async throws {
            let site = try Streaming()
            let talk = Task {
                while !Task.isCancelled {
                    for stream in site.held.streams.withLock(\.self) { stream.send(Array(": tick\n\n".utf8)) }
                    try? await Task.sleep(for: .milliseconds(2))
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        for round in 0..<15 {
                            let wire = try Wire(site.server.port)
                            await wire.send(Self.request)
                            _ = await wire.rest(within: 5)
                            if (round + number) % 2 == 0 { wire.reset() } else { wire.endSending() }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(await site.hasEnded(120))
            talk.cancel()
            await talk.value
            #expect(await site.server.drain(linger: .zero) == .clean)
        }
    }
}
