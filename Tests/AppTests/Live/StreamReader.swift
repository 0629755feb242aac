@testable import App
import Foundation
import HTTP
import Models
import Synchronization
import Testing

/// Takes a stream as the server would, and reads it as a browser does.
final class StreamReader: Sendable {
    struct Event: Sendable, Equatable {
        var id = ""
        var name = ""
        var data = ""
    }

    let stream: ResponseStream
    private let text = Mutex("")

    init(_ stream: ResponseStream) {
        self.stream = stream
    }

    /// Everything that has come until now.
    var events: [Event] {
        text.withLock { text in
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while let count = bytes.withUnsafeMutableBytes({ stream.take(into: $0, pause: {}, wake: {}) }), count > 0 {
                text += String(decoding: bytes[..<count], as: UTF8.self)
            }
            return text.components(separatedBy: "\n\n").compactMap { block in
                var event = Event()
                for line in block.split(separator: "\n") {
                    if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                    if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                    if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
                }
                return event.name.isEmpty ? nil : event
            }
        }
    }

    /// The same without `ready`.
    var news: [Event] { events.filter { $0.name != "ready" } }

    var last: String? { events.last?.id }

    /// The numbers of the orders that were told, in order.
    var orders: [Int] {
        news.compactMap { event in event.data.firstMatch(of: /"order":(\d+)/).flatMap { Int($0.1) } }
    }
}

/// Waits for what happens on other threads.
func eventually(_ seconds: Double = 60, _ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}
